"""The desk with one slip each, of the kind that services make. ``SLIPS`` has all of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import evolve
from claims_desk import ClaimsDesk, DocumentRow, ItemRow, LineRow

from cmoffer_policy import (
    POLICY_2023,
    Cause,
    Claim,
    ClaimItem,
    Decision,
    Money,
    Order,
    OrderClaims,
    OrderLine,
    Outcome,
    Remedy,
    decide,
)


class IgnoresOtherClaims(ClaimsDesk):
    """Decides each claim as if it were alone."""

    def decision(self, claim_id: str) -> Decision:
        claim = self._claim(claim_id)
        return decide(self._order(claim.order_id), claim, policy=self._policy)


class SettlesAtPayment(ClaimsDesk):
    """Takes units off the order when it pays, which it does in the order of filing, not when they were approved."""

    def decision(self, claim_id: str) -> Decision:
        order = self._order(self._claims[claim_id]["order_id"])
        for each in self._claims:
            decision = decide(order, self._claim(each), policy=self._policy)
            if each == claim_id:
                return decision
            paid = [item for item in decision.items if item.outcome is Outcome.APPROVED]
            for item in paid:
                lines = [
                    evolve(line, settled=line.settled + dict(item.units).get(line.line_id, 0)) for line in order.lines
                ]
                order = evolve(order, lines=lines)
        raise KeyError(claim_id)


class CountsInFloats(ClaimsDesk):
    """Keeps amounts as floats and cuts off what is beyond the cent when it reads them."""

    def _from_money(self, money: Money) -> float:  # type: ignore[override]
        return float(money.amount)

    def _to_money(self, minor: float, currency: str) -> Money:
        decimals = Money(minor=0, currency=currency).amount.as_tuple().exponent
        return Money(minor=int(minor * 10.0 ** -int(decimals)), currency=currency)


class ThinksEverythingHasCents(ClaimsDesk):
    """Keeps amounts in major units and reads them back with two decimals, whatever the currency."""

    def _from_money(self, money: Money) -> str:  # type: ignore[override]
        return str(money.amount)

    def _to_money(self, minor: str, currency: str) -> Money:  # type: ignore[override]
        whole, _, decimals = minor.partition(".")
        return Money(minor=int(whole + decimals.ljust(2, "0")[:2]), currency=currency)


class ForgetsTheCurrency(ClaimsDesk):
    """Sells in dollars, and so stores every order in dollars."""

    def receive(self, order: Order) -> None:
        super().receive(order)
        self._orders[order.order_id]["currency"] = "USD"


class KeepsNaiveTimes(ClaimsDesk):
    """Stores the time on the wall and hands it over as it is."""

    def _from_instant(self, at: datetime) -> str:
        return at.replace(tzinfo=None).isoformat()

    def _to_instant(self, text: str) -> datetime:
        return datetime.fromisoformat(text)


class DropsTheZone(ClaimsDesk):
    """Stores the time on the wall and reads it as one in London."""

    def _from_instant(self, at: datetime) -> str:
        return at.replace(tzinfo=None).isoformat() + "+00:00"


class IsADayOff(ClaimsDesk):
    """Takes a claim in the day after it was submitted."""

    def _claim(self, claim_id: str) -> Claim:
        claim = super()._claim(claim_id)
        items = [
            evolve(item, approved_at=item.approved_at and item.approved_at + timedelta(days=1)) for item in claim.items
        ]
        return evolve(claim, submitted_at=claim.submitted_at + timedelta(days=1), items=items)


class RoundsToSeconds(ClaimsDesk):
    """Stores instants to the second."""

    def _from_instant(self, at: datetime) -> str:
        return at.isoformat(timespec="seconds")


class DropsCauses(ClaimsDesk):
    """Does not store what inspection found."""

    def _from_item(self, claim_id: str, item: ClaimItem) -> ItemRow:
        return super()._from_item(claim_id, evolve(item, causes=()))


class ForgetsTheListing(ClaimsDesk):
    """Does not store that the shop's own listing says something else (3.2.3)."""

    def _from_item(self, claim_id: str, item: ClaimItem) -> ItemRow:
        return super()._from_item(claim_id, evolve(item, causes=item.causes - {Cause.LISTING_DIFFERS}))


class TakesEvidenceOfAnyClaim(ClaimsDesk):
    """Looks documents up by the order, not by the claim."""

    def _documents_of(self, claim_id: str) -> list[DocumentRow]:
        order_id = self._claims[claim_id]["order_id"]
        return [row for row in self._documents if self._claims[row["claim_id"]]["order_id"] == order_id]


class DropsTheApproval(ClaimsDesk):
    """Stores that an item is approved, and not since when."""

    def _from_item(self, claim_id: str, item: ClaimItem) -> ItemRow:
        return super()._from_item(claim_id, evolve(item, approved_at=None))


class AnswersWholeClaims(ClaimsDesk):
    """Has one answer for a claim, that of its first item."""

    def _to_item(self, row: ItemRow) -> ClaimItem:
        first = next(item for item in self._items if item["claim_id"] == row["claim_id"])
        return super()._to_item({**row, "verification": first["verification"], "approved_at": first["approved_at"]})


class CountsReplacementsAsFree(ClaimsDesk):
    """Leaves other claims for a replacement out, as no money moves."""

    def decision(self, claim_id: str) -> Decision:
        record = self._record(self._claims[claim_id]["order_id"])
        claims = [each for each in record.claims if each.claim_id == claim_id or each.remedy is Remedy.REFUND]
        return evolve(record, claims=claims).decide(claim_id, policy=self._policy)


class DeletesWhatIsRejected(ClaimsDesk):
    """Leaves other claims out once they are rejected, as they take nothing."""

    def decision(self, claim_id: str) -> Decision:
        record = self._record(self._claims[claim_id]["order_id"])
        rejected = [
            decision.claim.claim_id
            for decision in record.decisions(policy=self._policy)
            if decision.outcome is Outcome.REJECTED
        ]
        claims = [each for each in record.claims if each.claim_id == claim_id or each.claim_id not in rejected]
        return OrderClaims(record.order, claims).decide(claim_id, policy=self._policy)


class IgnoresUselessRests(ClaimsDesk):
    """Does not store that the rest of a set is of no use."""

    def _from_item(self, claim_id: str, item: ClaimItem) -> ItemRow:
        return super()._from_item(claim_id, evolve(item, rest_usable=True))


class ForgetsWhatIsSettled(ClaimsDesk):
    """Starts every order afresh, whatever was settled before."""

    def _line(self, row: LineRow, currency: str) -> OrderLine:
        return super()._line({**row, "settled": 0}, currency)


class KnowsOneReading(ClaimsDesk):
    """Decides everything under the policy as it is."""

    def decision(self, claim_id: str) -> Decision:
        return self._record(self._claims[claim_id]["order_id"]).decide(claim_id, policy=POLICY_2023)


SLIPS = ClaimsDesk.__subclasses__()
