"""Amounts of money in whole minor units, and the exact division of an amount by weights."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Self, SupportsIndex

from attrs import field, frozen

from cmoffer_policy.checks import Where, instance, integer, named, path_of, text
from cmoffer_policy.errors import Inconsistent, InvalidValue, shown

LARGEST_AMOUNT = 10**12
"""The largest amount accepted, in minor units of any currency, debit or credit."""

# The active currencies of ISO 4217 by the number of decimals of their minor unit. Codes without a minor unit (metals,
# units of account, testing) are left out: nobody pays with them.
_CODES_BY_DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW "
        "CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF "
        "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK "
        "MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP "
        "SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG "
        "YER ZAR ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
DECIMALS: Mapping[str, int] = {
    code: decimals for decimals, codes in _CODES_BY_DECIMALS.items() for code in codes.split()
}
"""The number of decimals of each currency's minor unit."""

_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def _minor(value: SupportsIndex, where: Where = "") -> int:
    if type(value) is int and -LARGEST_AMOUNT <= value <= LARGEST_AMOUNT:
        return value
    return integer(value, where, least=-LARGEST_AMOUNT, most=LARGEST_AMOUNT)


def _currency(value: str, where: Where = "") -> str:
    if type(value) is str and value in DECIMALS:
        return value
    code = text(value, where)
    if code not in DECIMALS:
        raise InvalidValue("unknown_currency", path_of(where), shown(code), "an ISO 4217 code such as 'USD'")
    return code


@frozen(kw_only=True, field_transformer=named)
class Money:
    """An exact amount: a whole number of minor units of one currency, at most 10**12 either way.

    Adding, subtracting or ordering amounts of two currencies raises ``Inconsistent``.

    >>> Money.of("19.90", "USD") + Money(minor=10, currency="USD")
    Money(minor=2000, currency='USD')
    >>> print(Money.of("19.90", "USD") * 3)
    USD 59.70
    >>> print(Money(minor=1990, currency="JPY"))
    JPY 1990
    """

    minor: int = field(converter=_minor)
    currency: str = field(converter=_currency)

    @classmethod
    def of(cls, amount: str | SupportsIndex | Decimal, currency: str) -> Self:
        """The amount given in major units, such as ``"19.90"`` dollars.

        Text is plain digits with an optional minus sign and decimal point. Nothing is rounded: an amount finer than the
        currency's minor unit raises ``InvalidValue``, and so do floats, infinities and NaN.
        """
        code = _currency(currency, "currency")
        minor = _to_minor(amount, code)
        if abs(minor) > LARGEST_AMOUNT:
            raise InvalidValue("too_large", "amount", shown(amount), f"at most {LARGEST_AMOUNT} minor units")
        return cls(minor=minor, currency=code)

    @classmethod
    def sum(cls, moneys: Iterable[Money], currency: str) -> Money:
        """The sum of amounts in the currency; zero if there are none.

        >>> print(Money.sum([], "USD"))
        USD 0.00
        """
        total = Money(minor=0, currency=currency)
        for money in moneys:
            total += instance(money, "moneys", Money)
        return total

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with all the decimals of the currency."""
        return Decimal(plain_number(self))

    def __str__(self) -> str:
        return f"{self.currency} {plain_number(self)}"

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        return Money(minor=self.minor + other.minor, currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        return Money(minor=self.minor - other.minor, currency=self.currency)

    def __mul__(self, times: SupportsIndex) -> Money:
        if isinstance(times, bool) or not hasattr(times, "__index__"):
            return NotImplemented
        return Money(minor=self.minor * integer(times), currency=self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        return self.minor <= other.minor

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise Inconsistent("mixed_currencies", "currency", shown(other.currency), f"{self.currency!r} as before")


def plain_number(money: Money) -> str:
    """The amount in major units in plain digits, such as ``19.90``, with all the decimals of the currency."""
    decimals = DECIMALS[money.currency]
    digits = str(abs(money.minor)).zfill(decimals + 1)
    number = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return number if money.minor >= 0 else f"-{number}"


def _to_minor(amount: str | SupportsIndex | Decimal, currency: str) -> int:
    decimals = DECIMALS[currency]
    scale: int = 10**decimals
    if isinstance(amount, Decimal):
        number = amount
    elif isinstance(amount, str):
        if not _PLAIN_NUMBER.fullmatch(amount):
            raise InvalidValue("not_an_amount", "amount", shown(amount), "plain digits such as '19.90'")
        number = Decimal(amount)
    elif isinstance(amount, bool) or not hasattr(amount, "__index__"):
        raise InvalidValue("not_an_amount", "amount", shown(amount), "a str, an int or a Decimal")
    else:
        return integer(amount, "amount") * scale
    if not number.is_finite():
        raise InvalidValue("not_finite", "amount", shown(amount), "a finite number")
    # Digits, not Decimal arithmetic, which would follow the rounding and precision of the thread's context.
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    shift = exponent + decimals
    if not any(digits):
        return 0
    if number.adjusted() + decimals > 12:
        raise InvalidValue("too_large", "amount", shown(amount), f"at most {LARGEST_AMOUNT} minor units")
    whole, finer = (digits, ()) if shift >= 0 else (digits[:shift], digits[shift:])
    if any(finer):
        raise InvalidValue("too_fine", "amount", shown(amount), f"at most {decimals} decimals in {currency}")
    minor = 0
    for digit in whole:
        minor = minor * 10 + digit
    tens: int = 10 ** max(shift, 0)
    return -minor * tens if sign else minor * tens


def not_negative(value: Money, where: Where = "") -> Money:
    """The value as an amount of zero or more."""
    amount = value if isinstance(value, Money) else instance(value, where, Money)
    if amount.minor < 0:
        raise InvalidValue("negative", path_of(where), str(amount), "an amount of zero or more")
    return amount


def check_currency(amount: Money, currency: str, path: str) -> None:
    """Raise ``Inconsistent`` if the amount is in another currency."""
    if amount.currency != currency:
        raise Inconsistent("mixed_currencies", path, str(amount), f"an amount in {currency}")


def apportion(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """The total divided in proportion to the weights, in whole units that add up to it exactly.

    Largest remainder: every share is first rounded down; the units left over go one each to the largest remainders, and
    among equal remainders to the smaller key. If all weights are zero, they count as equal. Shares come in the order
    of ``weights``. A negative number, or a total without any weight, raises ``InvalidValue``.

    >>> apportion(100, {"b": 1, "a": 1, "c": 1})
    {'b': 33, 'a': 34, 'c': 33}
    """
    left = total = integer(total, "total", least=0)
    if not isinstance(weights, Mapping):
        raise InvalidValue("not_a_mapping", "weights", shown(weights), "a mapping from keys to weights")
    checked = {text(key, "weights"): _weight(key, weight) for key, weight in weights.items()}
    if total and not checked:
        raise InvalidValue("no_weights", "weights", "none", "at least one weight to divide the total by")
    whole = sum(checked.values())
    if not whole:
        checked, whole = dict.fromkeys(checked, 1), len(checked)
    shares: dict[str, int] = {}
    remainders: list[tuple[int, str]] = []
    for key, weight in checked.items():
        shares[key], remainder = divmod(total * weight, whole)
        left -= shares[key]
        remainders.append((-remainder, key))
    for _, key in sorted(remainders)[:left]:
        shares[key] += 1
    return shares


def _weight(key: str, weight: int) -> int:
    return weight if type(weight) is int and weight >= 0 else integer(weight, f"weights[{shown(key)}]", least=0)
