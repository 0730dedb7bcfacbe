"""The command: two documents in, the explanation or the decision out, and every fault on standard error."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

import cmoffer_policy
from cmoffer_policy import Claim, Decision, Order, decide, explain
from cmoffer_policy.__main__ import main
from cmoffer_policy.serialization import from_json, replay, to_dict

DOCUMENTS = Path(__file__).parents[2] / "examples" / "documents"
ORDER, CLAIM, CLUMSY = [str(DOCUMENTS / name) for name in ("order.json", "claim.json", "clumsy-claim.json")]


def expected() -> Decision:
    """What the two example documents come to."""
    order, claim = Path(ORDER).read_bytes(), Path(CLAIM).read_bytes()
    return decide(from_json(Order, order), from_json(Claim, claim))


def test_a_decided_claim_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """The explanation on standard output, nothing on the other, status 0."""
    assert main([ORDER, CLAIM]) == 0
    assert capsys.readouterr() == (explain(expected()) + "\n", "")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("audience", ["seller", "analyst"])
def test_the_language_and_the_audience_can_be_chosen(
    language: str, audience: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """As ``explain`` takes them."""
    assert main([ORDER, CLAIM, "--language", language, "--audience", audience]) == 0
    told = explain(expected(), language=language, audience=audience)  # type: ignore[arg-type]
    assert capsys.readouterr() == (told + "\n", "")


def test_the_decision_comes_as_json_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    """One line, the receipt of the decision."""
    assert main(["--json", ORDER, CLAIM]) == 0
    out = capsys.readouterr().out
    assert (out.count("\n"), out[-1]) == (1, "\n")
    assert replay(out).decision == expected()
    assert json.loads(out) == to_dict(expected())


@pytest.mark.parametrize(("order", "claim"), [("-", CLAIM), (ORDER, "-")])
def test_either_document_can_come_from_standard_input(
    order: str, claim: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A dash stands for standard input."""
    piped = Path(ORDER if order == "-" else CLAIM).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped)))
    assert main([order, claim]) == 0
    assert capsys.readouterr().out == explain(expected()) + "\n"


def test_all_faults_of_both_documents_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each, with the name of its document, and status 2."""
    order = tmp_path / "order.json"
    order.write_text('{"order_id": 1, "placed_at": "2024-01-03T09:00:00+08:00", "lines": []}')
    assert main([str(order), CLUMSY]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[:3] == [
        f"{order}: order.order_id: got 1, expected a string",
        f"{order}: order.lines: got [], expected at least one line",
        f"{CLUMSY}: claim.submitted_at: got nothing, expected a value",
    ]
    assert len(err.splitlines()) == 7


def test_documents_that_do_not_fit_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A claim about another order is malformed as far as this order goes."""
    claim = tmp_path / "claim.json"
    claim.write_text(Path(CLAIM).read_text(encoding="utf-8").replace("A-1", "B-2"), encoding="utf-8")
    assert main([ORDER, str(claim)]) == 2
    assert capsys.readouterr() == ("", "claim.order_id: got 'B-2', expected 'A-1', the order at hand\n")


def test_a_file_that_cannot_be_read_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """The system's own reason, after the name of the file."""
    assert main(["nowhere.json", CLAIM]) == 2
    assert capsys.readouterr() == ("", "nowhere.json: No such file or directory\n")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [ORDER],
        ["-", "-"],
        [ORDER, CLAIM, "--yaml"],
        [ORDER, CLAIM, "--language", "de"],
        [ORDER, CLAIM, "--audience", "buyer"],
        [ORDER, CLAIM, "--json", "--language", "zh"],
        [ORDER, CLAIM, "--json", "--audience", "analyst"],
    ],
)
def test_wrong_arguments_end_with_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Status 2 as well, and how it is meant to be called."""
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    usage = " ".join(capsys.readouterr().err.partition("\npython")[0].split())
    assert usage.startswith(
        "usage: python -m cmoffer_policy [-h] [--version] [--json] [--language {en,zh}] [--audience {seller,analyst}] "
        "ORDER.json CLAIM.json"
    )


def test_characters_that_a_terminal_cannot_show_are_escaped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An id in any script never ends the command."""
    order, claim = tmp_path / "order.json", tmp_path / "claim.json"
    for source, copy in ((ORDER, order), (CLAIM, claim)):
        copy.write_text(Path(source).read_text(encoding="utf-8").replace("A-1", "订单"), encoding="utf-8")
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main([str(order), str(claim)]) == 0
    terminal.seek(0)
    assert terminal.readline() == "Claim C-1 on order \\u8ba2\\u5355: needs evidence (clause 3.2.2).\n"


class Full(io.StringIO):
    """A stream that has no room for anything."""

    def flush(self) -> None:
        raise OSError(28, "No space left on device")


def test_an_output_without_room_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for the explanation must not take its absence for success."""
    monkeypatch.setattr(sys, "stdout", Full())
    assert main([ORDER, CLAIM]) == 1


def test_the_streams_of_the_caller_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever calls the command from a program can still write once its reader has gone."""
    reading, writing = os.pipe()
    os.close(reading)
    before = os.fstat(writing)
    with open(writing, "w") as gone:  # noqa: PTH123 - a descriptor
        monkeypatch.setattr(sys, "stdout", gone)
        assert main([ORDER, CLAIM]) == 1
        monkeypatch.undo()
        assert os.fstat(writing) == before
        with pytest.raises(BrokenPipeError):
            gone.flush()
        with suppress(BrokenPipeError):
            gone.close()


def test_the_command_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    """In one line, with status 0."""
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert (stopped.value.code, capsys.readouterr().out) == (0, f"cmoffer_policy {cmoffer_policy.__version__}\n")


def test_nobody_has_to_listen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without an output the status still says that the claim was decided."""
    monkeypatch.setattr(sys, "stdout", None)
    assert main([ORDER, CLAIM]) == 0
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["-", CLAIM]) == 2
    assert capsys.readouterr().err == "-: order: got Expecting value at line 1, column 1, expected a JSON text\n"


@pytest.mark.parametrize(
    ("arguments", "redirected", "status"),
    [
        (f"{ORDER} {CLAIM}", "> /dev/full", 1),
        (f"--json {ORDER} {CLAIM}", "| true", 1),
        (f"{ORDER} {CLUMSY}", "2> /dev/full", 1),
        (f"{ORDER} {CLAIM}", ">&-", 0),
        (f"{ORDER} {CLUMSY}", "2>&-", 2),
        (f"- {CLAIM}", "<&-", 2),
    ],
)
def test_streams_that_are_closed_or_full_end_the_command_quietly(arguments: str, redirected: str, status: int) -> None:
    """No traceback whatever becomes of the streams, and a status that says whether all was told."""
    script = f"set -o pipefail; {sys.executable} -m cmoffer_policy {arguments} {redirected}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr, "Exception" in done.stderr) == (status, False, False)


def test_the_package_is_the_command() -> None:
    """``python -m cmoffer_policy`` in a process of its own."""
    command = [sys.executable, "-W", "error", "-m", "cmoffer_policy"]
    decided = subprocess.run([*command, ORDER, CLAIM], capture_output=True, text=True, check=False)
    assert (decided.returncode, decided.stderr) == (0, "")
    assert decided.stdout == explain(expected()) + "\n"
