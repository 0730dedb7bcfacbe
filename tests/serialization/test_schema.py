"""The schemas: current, valid, and of one mind with the reader about every value that stands by itself."""

from __future__ import annotations

import inspect
import json
import re
import runpy
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from attrs import evolve, fields_dict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.validators import extend

from cmoffer_policy import (
    POLICY_2023,
    Action,
    Actor,
    Cause,
    Change,
    Claim,
    ClaimRequest,
    Decision,
    Detail,
    Document,
    Evidence,
    Inconsistent,
    InputError,
    InvalidValue,
    Money,
    OpenPoint,
    Order,
    OrderClaims,
    Outcome,
    OutOfSchedule,
    Policy,
    Problem,
    ProductionStage,
    Remedy,
    RestDay,
    Verification,
    WorkCalendar,
    decide,
)
from cmoffer_policy.calendars import parse_instant
from cmoffer_policy.errors import DocumentError
from cmoffer_policy.facts import Phase
from cmoffer_policy.money import DECIMALS, LARGEST_AMOUNT
from cmoffer_policy.policy import READINGS
from cmoffer_policy.rules import Status
from cmoffer_policy.serialization import from_dict, json_schema, schema, to_dict
from cmoffer_policy.serialization.__main__ import main
from cmoffer_policy.serialization.shape import converter
from cmoffer_policy.testing import claim_requests, claims, decisions, orders, policies, scenarios
from cmoffer_policy.vocabulary import Term
from support.builders import a_line, a_request, an_attachment, an_item, an_order, at, requested_item, usd

NAMES: dict[Any, str] = {
    Order: "order",
    Claim: "claim",
    ClaimRequest: "request",
    OrderClaims: "order_claims",
    Policy: "policy",
    WorkCalendar: "calendar",
    Decision: "receipt",
}
KINDS = tuple(NAMES)
READ = tuple(kind for kind in KINDS if kind is not Decision)
"""The kinds that are read back. A receipt is only written."""
SCHEMAS = {kind: schema(kind) for kind in KINDS}
FORMATS = FormatChecker(formats=())
SHARED: dict[str, Any] = {name: part for kind in KINDS for name, part in SCHEMAS[kind]["$defs"].items()}
_VALID: set[tuple[str, str]] = set()
"""Definitions by reference, each with a value in JSON that was found valid under it."""


def _referred(validator: Any, ref: str, value: Any, found: Any) -> Iterator[Any]:
    """Like ``$ref`` itself, which takes so long that no equal value is looked at twice under one definition."""
    seen = ref, json.dumps(value, sort_keys=True)
    if seen not in _VALID:
        errors = list(Draft202012Validator.VALIDATORS["$ref"](validator, ref, value, found))
        if not errors:
            _VALID.add(seen)
        yield from errors


Validator = extend(Draft202012Validator, {"$ref": _referred})
VALIDATORS = {kind: Validator(SCHEMAS[kind], format_checker=FORMATS) for kind in KINDS}
SLOW = settings(
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.differing_executors,  # mutmut calls a test twice in one process
    ]
)

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
each_kind_read = pytest.mark.parametrize("kind", READ, ids=lambda kind: kind.__name__)

_RFC_3339 = re.compile(
    r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:(?:[0-5]\d|60))(?:\.\d+)?(?:Z|[+-](\d\d:\d\d))", re.ASCII | re.IGNORECASE
)


@FORMATS.checks("date")
def is_day(text: object) -> bool:
    """Whether RFC 3339 has the day; what is no text has no format."""
    if not isinstance(text, str):
        return True
    try:
        return re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


@FORMATS.checks("date-time")
def is_instant(text: object) -> bool:
    """Whether RFC 3339 has the instant."""
    if not isinstance(text, str):
        return True
    found = _RFC_3339.fullmatch(text)
    clocks = [found[2][:5], found[3] or "00:00"] if found else []
    return found is not None and is_day(found[1]) and all(clock[:2] < "24" and clock[3:] < "60" for clock in clocks)


@cache
def part(name: str) -> Any:
    """What one shared definition says."""
    return Validator({"$ref": f"#/$defs/{name}", "$defs": SHARED}, format_checker=FORMATS)


def faults_of(read: Callable[[], object]) -> list[InputError]:
    """What the reader finds wrong."""
    try:
        read()
    except DocumentError as error:
        return list(error.faults)
    return []


def between_values(fault: InputError) -> bool:
    """Whether the fault is one that no schema sees: of values that do not fit together, or of what only the reader knows.

    It knows the currencies and their decimals, and the years that are covered.
    """
    path = fault.path.rpartition(".")[2]
    return isinstance(fault, Inconsistent | OutOfSchedule) or (fault.code, path) in {
        ("too_large", "quantity"),
        ("too_large", "lines"),
        ("too_small", "arrival_working_days[1]"),
        ("too_fine", "amount"),
        ("too_large", "amount"),
        ("unknown_currency", "currency"),
    }


class TestTheFiles:
    """The package ships what the types say."""

    @each_kind
    def test_every_file_is_current(self, kind: type, capsys: pytest.CaptureFixture[str]) -> None:
        """A file that differs is made again by ``python -m cmoffer_policy.serialization KIND``."""
        name = NAMES[kind]
        main([name])
        shipped = files("cmoffer_policy.serialization") / "schemas" / f"{name}.json"
        assert shipped.read_text(encoding="utf-8") == capsys.readouterr().out

    def test_the_module_is_the_command(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Run as a program the module prints the schema of the kind it is given."""
        monkeypatch.setattr(sys, "argv", ["schema", "claim"])
        monkeypatch.delitem(sys.modules, "cmoffer_policy.serialization.__main__")
        runpy.run_module("cmoffer_policy.serialization", run_name="__main__")
        assert json.loads(capsys.readouterr().out) == SCHEMAS[Claim]

    def test_another_kind_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The message names the kinds there are."""
        with pytest.raises(SystemExit):
            main(["refund"])
        assert re.search(
            "choose from '?order'?, '?claim'?, '?request'?, '?order_claims'?, '?policy'?, '?calendar'?, '?receipt'?",
            capsys.readouterr().err,
        )


class TestTheSchemas:
    """What holds of the schemas themselves."""

    @each_kind
    def test_a_definition_is_the_same_in_every_schema(self, kind: type) -> None:
        """So that a value valid under it once is valid under it everywhere."""
        for name, found in SCHEMAS[kind]["$defs"].items():
            assert found == SHARED[name]

    @pytest.mark.parametrize("kind", [Order, Claim, Policy], ids=lambda kind: kind.__name__)
    def test_a_document_is_what_other_documents_hold(self, kind: type) -> None:
        """With its version besides, so that what is written inside others is valid by itself."""
        found = {key: held for key, held in SCHEMAS[kind].items() if key not in ("$schema", "$id", "title", "$defs")}
        version = found["properties"]["schema_version"]
        assert version == {"const": 1}
        inside = SHARED[kind.__name__]
        assert found == {**inside, "properties": {"schema_version": version, **inside["properties"]}}

    @each_kind
    def test_every_schema_is_valid(self, kind: type) -> None:
        """The schema of draft 2020-12 accepts it, and it has an id without a host."""
        Draft202012Validator.check_schema(SCHEMAS[kind])
        assert SCHEMAS[kind]["$id"] == f"urn:cmoffer-policy:{NAMES[kind]}:1"

    @each_kind
    def test_every_object_is_closed_and_every_text_and_number_bounded(self, kind: type) -> None:
        """Objects have no further keys, and integers have both ends."""
        for found in parts_of(SCHEMAS[kind]):
            if found.get("type") == "object":
                assert found["additionalProperties"] is False
            if found.get("type") == "integer":
                assert {"minimum", "maximum"} <= set(found)

    @each_kind
    def test_patterns_are_of_the_common_dialect(self, kind: type) -> None:
        """No look-around and no named or non-capturing group, which some validators refuse."""
        for found in parts_of(SCHEMAS[kind]):
            pattern = found.get("pattern", "")
            if isinstance(pattern, str):
                assert re.compile(pattern)
                assert "(?" not in pattern

    def test_no_bound_is_left_of_a_field_that_is_gone(self) -> None:
        """The table names only fields there are."""
        for kind, bounds in json_schema._BOUNDS.items():
            assert set(bounds) <= set(fields_dict(kind))

    def test_a_field_without_bounds_is_noticed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An integer, a text or an array that the table does not have stops the making of the schema."""
        bounds = {**json_schema._BOUNDS, Order: {"lines": {}}}
        monkeypatch.setattr(json_schema, "_BOUNDS", bounds)
        with pytest.raises(KeyError, match="order_id"):
            schema(Order)


VOCABULARIES: tuple[type[Term], ...] = (
    Problem,
    Cause,
    Remedy,
    ProductionStage,
    Document,
    Detail,
    Verification,
    Outcome,
    Phase,
    Status,
    Actor,
    Action,
    OpenPoint,
    Change,
    *READINGS.values(),
)


def written_below(kind: type[Term]) -> dict[str, str]:
    """The text below each member, cut out of the source as it stands there, without line breaks."""
    below = re.findall(r'^    [A-Z_]+ = "(\w+)"\n    """(.+?)"""$', inspect.getsource(kind), re.MULTILINE | re.DOTALL)
    return {value: re.sub(r"\n +", " ", text) for value, text in below}


class TestTerms:
    """Whoever has nothing but the schema can read when to use each term."""

    @pytest.mark.parametrize("kind", VOCABULARIES, ids=lambda kind: kind.__name__)
    def test_every_term_is_defined_in_the_words_of_the_code(self, kind: type[Term]) -> None:
        """All terms of the vocabulary, in their order, each with what stands below it in the source."""
        defined = {term["const"]: term["description"] for term in SHARED[kind.__name__]["oneOf"]}
        assert list(defined) == [term.value for term in kind]
        assert defined == written_below(kind)

    def test_no_vocabulary_is_left_out(self) -> None:
        """The terms of the claim are defined in its schema, and all vocabularies in that of decisions."""
        of_claims = {
            kind.__name__ for kind in (Problem, Cause, Remedy, ProductionStage, Document, Detail, Verification)
        }
        defined = {kind: {name for name, found in SCHEMAS[kind]["$defs"].items() if "oneOf" in found} for kind in KINDS}
        assert defined == {
            Order: set(),
            Claim: of_claims,
            ClaimRequest: {kind.__name__ for kind in (Problem, Remedy, Document)},
            OrderClaims: of_claims,
            Policy: {kind.__name__ for kind in READINGS.values()},
            WorkCalendar: set(),
            Decision: {kind.__name__ for kind in VOCABULARIES},
        }

    def test_a_term_without_a_definition_is_noticed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """No schema is made without it."""
        defined = {term: text for term, text in json_schema.definitions(Remedy).items() if term is not Remedy.REFUND}
        monkeypatch.setattr(json_schema, "definitions", lambda _: defined)
        with pytest.raises(KeyError, match="REFUND"):
            json_schema._terms(Remedy)


def parts_of(found: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a schema."""
    if isinstance(found, dict):
        yield found
    for held in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from parts_of(held)


class TestWhatIsWritten:
    """Whatever ``to_dict`` writes is valid."""

    @given(request=claim_requests())
    def test_requests(self, request: ClaimRequest) -> None:
        """Every request."""
        VALIDATORS[ClaimRequest].validate(to_dict(request))

    @SLOW
    @given(data=st.data(), order=orders())
    def test_orders_with_their_claims(self, data: st.DataObject, order: Order) -> None:
        """Every order with up to three claims, and what is decided about each of them."""
        made = data.draw(st.lists(claims(order), max_size=3)) if any(line.left for line in order.lines) else []
        record = OrderClaims(order, [evolve(claim, claim_id=f"C-{place}") for place, claim in enumerate(made)])
        VALIDATORS[OrderClaims].validate(to_dict(record))
        for decision in record.decisions():
            VALIDATORS[Decision].validate(to_dict(decision))

    @SLOW
    @given(decision=decisions())
    def test_decisions(self, decision: Decision) -> None:
        """Every decision."""
        VALIDATORS[Decision].validate(to_dict(decision))

    @given(policy=policies())
    def test_policies(self, policy: Policy) -> None:
        """Every policy, as decisions hold it."""
        written = to_dict(policy)
        del written["schema_version"]
        part("Policy").validate(written)

    def test_scenarios(self) -> None:
        """Every worked scenario, with its order and its claim in the receipt."""
        for scenario in scenarios():
            decision = decide(scenario.order, scenario.claim, policy=scenario.policy)
            VALIDATORS[Decision].validate(to_dict(decision))


def at_most_once(found: dict[str, Any]) -> dict[str, Any]:
    """How often an entry may come up in an array, as Hypothesis calls it."""
    return {"unique_by": lambda entry: json.dumps(entry, sort_keys=True)} if found.get("uniqueItems") else {}


def merged(found: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Both schemas in one, as far as they differ in what they say of properties."""
    properties = {name: {**held, **more.get("properties", {}).get(name, {})} for name, held in properties_of(found)}
    return {**{key: held for key, held in found.items() if key != "anyOf"}, **more, "properties": properties}


def properties_of(found: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return list(found.get("properties", {}).items())


SCHEDULE = (datetime(2000, 1, 3), datetime(2199, 12, 29))  # noqa: DTZ001 - the strategy adds the offset


def drawn(found: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that the schema accepts; of those with many entries the short ones.

    Python's ``$`` also matches before a last line break, JSON Schema's does not.
    """
    match found:
        case {"$ref": str(name)}:
            return st.deferred(lambda: DRAWN[name.rpartition("/")[2]])
        case {"anyOf": alternatives}:
            return st.one_of([drawn(merged(found, more)) for more in alternatives])
        case {"const": value}:
            return st.just(value)
        case {"oneOf": terms}:
            return st.sampled_from([term["const"] for term in terms])
        case {"enum": values}:
            return st.sampled_from(values)
        case {"type": "null"}:
            return st.none()
        case {"type": "boolean"}:
            return st.booleans()
        case {"type": "integer"}:
            return st.integers(found["minimum"], found["maximum"])
        case {"type": "string", "maxLength": most, "not": _}:  # an id
            ids = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=most)
            return ids.filter(Draft202012Validator(found).is_valid)
        case {"format": "date"}:
            return st.dates().map(date.isoformat)
        case {"format": "date-time"}:
            hours = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))
            return st.datetimes(*SCHEDULE, timezones=hours).map(datetime.isoformat)
        case {"type": "string"}:
            texts = st.from_regex(re.sub(r"\$$", r"\\Z", found.get("pattern", "")))
            return texts.filter(Draft202012Validator(found).is_valid)
        case {"type": "array"}:
            least = found.get("minItems", 0)
            most = min(found.get("maxItems", least + 3), least + 3)
            return st.lists(drawn(found["items"]), min_size=least, max_size=most, **at_most_once(found))
    required = {name: drawn(held) for name, held in properties_of(found) if name in found["required"]}
    return st.fixed_dictionaries(
        required, optional={name: drawn(held) for name, held in properties_of(found) if name not in required}
    )


DRAWN = {name: drawn(found) for name, found in SHARED.items()}


def place(found: dict[str, Any]) -> dict[str, Any]:
    """The schema that a reference leads to, and of what may be null the rest."""
    while True:
        match found:
            case {"$ref": str(name)}:
                found = SHARED[name.rpartition("/")[2]]
            case {"anyOf": [more, {"type": "null"}]}:
                found = more
            case _:
                return found


Path = tuple[str | int, ...]


def places(found: dict[str, Any], document: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every property and entry of a valid document with its schema."""
    for key, held in document.items() if isinstance(document, dict) else enumerate(document):
        inner = place(found)["properties"][key] if isinstance(document, dict) else place(found)["items"]
        yield (*path, key), inner
        if isinstance(held, dict | list):
            yield from places(inner, held, (*path, key))


def changed(document: Any, path: Path, change: Callable[[Any, Any], None]) -> Any:
    """A copy in which the change was made to what holds the last step of the path."""
    copied = deepcopy(document)
    holder = copied
    for step in path[:-1]:
        holder = holder[step]
    change(holder, path[-1])
    return copied


def replaced(document: Any, path: Path, value: object) -> Any:
    """A copy with another value at the path."""
    return changed(document, path, lambda holder, step: holder.__setitem__(step, value))


RICH_ORDER = an_order(
    a_line(
        "ring",
        quantity=3,
        discount=usd("1.00"),
        title="Silver ring",
        set_id="set",
        shipped_at=at("2024-01-05"),
        settled=1,
    ),
    a_line("chain", quantity=3, set_id="set"),
    freight=usd("5.00"),
    discount=usd("2.00"),
    delivered_at=at("2024-01-09"),
)
RICH_CLAIM = Claim(
    claim_id="C-1",
    order_id="A-1",
    submitted_at=at("2024-02-08"),
    items=[
        an_item(
            causes={Cause.MISUSE},
            rest_usable=False,
            replacement_price=usd("19.90"),
            verification=Verification.CONFIRMED,
            approved_at=at("2024-02-09"),
        )
    ],
    remedy=Remedy.REPLACEMENT,
    evidence=[Evidence(document=Document.PICTURE, shows=set(Detail), line_ids={"ring"}, reference="1.png")],
    production=ProductionStage.STARTED,
)
RICH_REQUEST = a_request(
    requested_item(quantity=2, rest_usable=False),
    remedy=Remedy.REPLACEMENT,
    attachments=[an_attachment(line_ids={"ring"}, reference="1.png")],
)


OPEN_CLAIM = evolve(RICH_CLAIM, items=[an_item(quantity=2, rest_usable=False)])
RIVALS = OrderClaims(RICH_ORDER, [OPEN_CLAIM, evolve(OPEN_CLAIM, claim_id="C-2", submitted_at=at("2024-02-09"))])


def properties_in(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every property of the schema, as often as a way leads to it."""
    for _, held in properties_of(place(found)):
        yield held
        yield from properties_in(held)
    if "items" in place(found):
        yield from properties_in(place(found)["items"])


DOCUMENTS: dict[type, list[Any]] = {
    Order: [to_dict(RICH_ORDER)],
    Claim: [to_dict(RICH_CLAIM)],
    ClaimRequest: [to_dict(RICH_REQUEST)],
    OrderClaims: [to_dict(RIVALS)],
    Policy: [to_dict(POLICY_2023)],
    WorkCalendar: [
        to_dict(
            WorkCalendar(
                first_day=date(2027, 1, 1),
                last_day=date(2027, 12, 31),
                holidays=[RestDay(day=date(2027, 2, 8), name="Spring Festival")],
                make_up_days=[date(2027, 2, 20)],
            )
        )
    ],
}


def examples(kind: type) -> list[tuple[Any, Path, dict[str, Any]]]:
    """For every property of the schema, and every array of it, a valid document that has it and the place there."""
    seen = set()
    found = []
    for document in DOCUMENTS[kind]:
        for path, held in places(SCHEMAS[kind], document):
            if id(held) not in seen:
                seen.add(id(held))
                found.append((document, path, held))
    return found


# Orders and claims inside other documents are of the same types as those by themselves.
EXAMPLES = {
    kind: [example for example in examples(kind) if len(example[1]) == 1 or example[1][0] not in ("order", "claims")]
    for kind in READ
}


PROPERTIES = {
    kind: {
        name: Validator({"$defs": SCHEMAS[kind]["$defs"], **held}, format_checker=FORMATS)
        for name, held in properties_of(SCHEMAS[kind])
    }
    for kind in READ
}


def agree(kind: Any, document: Any, changed_at: Path = ()) -> bool:
    """Whether the schema accepts the document; the reader may differ only about what is between values.

    Where only the value at one place was changed in a valid document, only the property around it is looked at.
    """
    if changed_at:
        valid = PROPERTIES[kind][changed_at[0]].is_valid(document[changed_at[0]])
    else:
        valid = VALIDATORS[kind].is_valid(document)
    faults = faults_of(lambda: from_dict(kind, document))
    if valid:
        assert [fault for fault in faults if not between_values(fault)] == []
    else:
        assert faults
    return valid


def value_at(document: Any, path: Path) -> Any:
    for step in path:
        document = document[step]
    return document


class TestWhatIsValid:
    """Whatever is valid is read, or else its values do not fit together."""

    @each_kind_read
    def test_whole_documents(self, kind: type) -> None:
        """Documents drawn from the schema."""

        @settings(SLOW)
        @given(document=drawn(SCHEMAS[kind]))
        def check(document: object) -> None:
            assert agree(kind, document)

        check()

    @each_kind_read
    def test_parts_of_documents(self, kind: type) -> None:
        """Documents whose values fit together, but for one place where another value is drawn from its schema.

        An amount by itself may not suit the currency beside it, nor a value the reading, and an entry may be there
        already; then the reader agrees.
        """

        @settings(SLOW, max_examples=settings.default.max_examples * len(EXAMPLES[kind]) // 8)
        @given(data=st.data())
        def check(data: st.DataObject) -> None:
            document, path, found = data.draw(st.sampled_from(EXAMPLES[kind]))
            other = replaced(document, path, data.draw(drawn(found)))
            valid = agree(kind, other, path)
            assert valid or path[-1] in {"amount", "currency", "reading", "value"} or isinstance(path[-1], int)

        check()


WRONG = (None, True, 7, -1, 10**13, 7.5, "", "~", "-1.00", [], ["~"], {}, {"~": 0})
"""Something of every JSON type, some of it out of every range."""


class TestWhatIsNotValid:
    """Whatever the schema refuses, the reader refuses."""

    @each_kind_read
    def test_every_property_comes_up(self, kind: type) -> None:
        """The documents that are changed leave none out."""
        assert {id(found) for found in properties_in(SCHEMAS[kind])} <= {id(found) for _, _, found in examples(kind)}

    @each_kind_read
    def test_no_place_takes_a_value_of_another_kind(self, kind: type) -> None:
        """Null stands only where the type has None, and no other type is taken for the right one."""
        for document, path, found in EXAMPLES[kind]:
            held = value_at(document, path)
            for wrong in WRONG:
                other = replaced(document, path, wrong)
                accepted = agree(kind, other, path)
                if wrong is None:
                    assert accepted == ({"type": "null"} in found.get("anyOf", ()))
                elif held is not None and type(wrong) is not type(held):
                    assert not accepted

    @each_kind_read
    def test_no_object_takes_a_key_it_does_not_know(self, kind: type) -> None:
        """At every depth."""
        for document, path, _ in [(DOCUMENTS[kind][0], (), {}), *EXAMPLES[kind]]:
            if isinstance(value_at(document, path), dict):
                assert not agree(kind, replaced(document, (*path, "~"), 1))

    @each_kind_read
    def test_only_what_has_a_default_can_be_left_out(self, kind: type) -> None:
        """What the schema requires the reader misses, and nothing else."""
        for document, path, _ in EXAMPLES[kind]:
            if isinstance(path[-1], str):
                left = changed(document, path, lambda holder, step: holder.pop(step))
                missed = [fault.code for fault in faults_of(lambda left=left: from_dict(kind, left))]
                assert agree(kind, left) == ("missing_key" not in missed)


def reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    """Whether the reader accepts a text."""

    def check(text: str) -> bool:
        try:
            read(text)
        except InputError:
            return False
        return True

    return check


reads_instant, reads_day = reads(parse_instant), reads(lambda text: converter.structure(text, date))


class TestInstantsAndDays:
    """The formats of instants and days against the reader."""

    def test_the_reader_takes_instants_that_rfc_3339_has_and_those_without_seconds(self) -> None:
        """Days of every month, hours to 25, minutes to 61, offsets on either side."""
        texts = [
            f"{year}-{month:02}-{day:02}T12:00:00+08:00"
            for year in (2023, 2024, 2100)
            for month in range(14)
            for day in range(33)
        ]
        for hour in range(26):
            for minute in (0, 1, 30, 58, 59, 60, 61):
                texts += [
                    f"2024-01-05T{hour:02}:{minute:02}:00Z",
                    f"2024-01-05t12:00:{minute:02}z",
                    f"2024-01-05T12:00:00.5+{hour:02}:{minute:02}",
                    f"2024-01-05T12:00:00-{hour:02}:{minute:02}",
                ]
        for text in texts:
            read_in_vain = text.endswith("-00:00") or ":60" in text[10:19]  # an unknown offset, a leap second
            assert reads_instant(text) == (is_instant(text) and not read_in_vain), text
        assert reads_instant("2024-01-05T12:00Z")
        assert not is_instant("2024-01-05T12:00Z")

    @given(
        text=st.from_regex(
            r"\A2024-0?2-29[Tt ][0-9]{2}:?[0-5][0-9](:[0-6][0-9]([.,][0-9]{0,8})?)?(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)?\n?\Z"
        )
    )
    def test_texts_of_a_similar_form(self, text: str) -> None:
        """Nothing that only looks like an instant is read."""
        assert not reads_instant(text) or is_instant(text) or text.count(":") == 2 - ("z" in text.lower())

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("1999-12-31T23:59:59+08:00", "out_of_schedule"),
            ("2000-01-01T00:00:00+08:00", None),
            ("2199-12-31T23:59:59+08:00", None),
            ("2200-01-01T00:00:00+08:00", "out_of_schedule"),
            ("2024-01-05T12:00:00.1234567Z", "too_fine"),
        ],
    )
    def test_the_years_and_the_microseconds_are_the_readers(self, text: str, code: str | None) -> None:
        """The format does not know how far the library goes."""
        assert is_instant(text)
        assert reads_instant(text) == (code is None)
        if code:
            with pytest.raises(InputError) as refused:
                parse_instant(text)
            assert refused.value.code == code

    def test_every_day_of_the_months(self) -> None:
        """And none beside them, in a common year and in a leap year, from 0001 to 9999."""
        for year in (0, 1, 1900, 2023, 2024, 9999):
            for month in range(14):
                for day in range(33):
                    text = f"{year:04}-{month:02}-{day:02}"
                    assert is_day(text) == reads_day(text), text

    @pytest.mark.parametrize("text", ["2024-1-05", "20240105", "2024-01-05T00:00", " 2024-01-05", "2024-01-05\n", ""])
    def test_no_other_form(self, text: str) -> None:
        """Only YYYY-MM-DD."""
        assert not is_day(text)
        assert not reads_day(text)


ONE_RING = {"order_id": "A-1", "placed_at": "2024-01-03T12:00:00Z", "lines": [None]}


def put_price(amount: object) -> Any:
    """The document of an order in which a ring costs this."""
    return replaced(ONE_RING, ("lines", 0), {"line_id": "ring", "quantity": 1, "unit_price": amount})


class TestAmounts:
    """Amounts: their form is the schema's, currencies and decimals are the reader's."""

    @given(
        amount=st.from_regex(r"\A0{0,2}([0-9]{1,14}|10{8,13})(\.[0-9]{0,3}0{0,4})?\n?\Z")
        | st.from_regex(r"\A[0-9.eE+-]{0,5}\Z"),
        currency=st.sampled_from(sorted(DECIMALS))
        | st.sampled_from(["JPY", "USD", "KWD", "CLF", "usd", "XAU", "USD "]),
    )
    def test_every_text(self, amount: str, currency: str) -> None:
        """What is not valid is not read; what is valid is refused only for what the reader knows."""
        document = {"amount": amount, "currency": currency}
        valid = part("Amount").is_valid(document) and not amount.endswith("\n")
        faults = faults_of(lambda: from_dict(Order, put_price(document)))
        if valid:
            assert {fault.code for fault in faults} <= {"too_fine", "too_large", "unknown_currency"}
        else:
            assert faults

    def test_every_currency(self) -> None:
        """Each of them with all the decimals of its minor unit, up to the largest amount."""
        valid = part("Amount").is_valid
        for code in DECIMALS:
            for minor in (1, LARGEST_AMOUNT):
                assert valid({"amount": f"{Money(minor=minor, currency=code).amount:f}", "currency": code})


class TestReceipts:
    """A receipt is only written, so its schema says what is in it, and nothing is left out."""

    def test_whatever_is_written_is_there(self) -> None:
        """Of the receipts of all scenarios no part of the answer can be taken away or added to."""
        for scenario in scenarios()[::20]:
            receipt = to_dict(decide(scenario.order, scenario.claim, policy=scenario.policy))
            valid = VALIDATORS[Decision].is_valid
            assert valid(receipt)
            for key in set(receipt) - {"schema_version"}:
                assert not valid({name: held for name, held in receipt.items() if name != key})
            assert not valid({**receipt, "verdict": 1})

    def test_references_are_written_as_the_template_has_them(self) -> None:
        """OpenAPI keeps definitions elsewhere; nothing else differs."""
        template = "#/components/schemas/{model}"
        for kind in KINDS:
            text = json.dumps(SCHEMAS[kind]).replace("#/$defs/", "#/components/schemas/")
            assert json.loads(text) == schema(kind, ref_template=template)

    @pytest.mark.parametrize("kind", [Money, [Order]])
    def test_other_types_have_no_schema(self, kind: Any) -> None:
        """The message names those that have."""
        with pytest.raises(InvalidValue) as refused:
            schema(kind)
        kinds = "Order, Claim, ClaimRequest, OrderClaims, Policy, WorkCalendar, Decision"
        assert str(refused.value) == f"kind: got {kind}, expected one of {kinds}"


class TestReadings:
    """The values of the readings of a policy."""

    def test_every_value_belongs_to_its_reading(self) -> None:
        """None is taken under the name of another, but for the two scopes, which have names in common."""
        scopes = {"corrosion_scope", "misuse_scope"}
        valid = part("Policy").is_valid
        for name, kind in READINGS.items():
            for other, other_kind in READINGS.items():
                for value in other_kind:
                    document = {"name": "trial", "effective_from": "2023-01-01", name: value.value}
                    assert valid(document) == (kind is other_kind or {name, other} == scopes), other
