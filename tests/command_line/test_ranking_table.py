"""A ranking as people read it: names, notes, numbers, and nothing that moves the cursor."""

import pytest
from rich.console import Console

from deskcheck_server.command_line.ranking_table import eligible, ranking_table, timing_line
from deskcheck_server.schemas.replies import RerankReply, TimingBody, UsageBody
from deskcheck_server.schemas.results import CandidateError, ResultFields


def result(index: int = 0, rank: int = 1, **changes: object) -> ResultFields:
    """A scored result, but for the changes."""
    fields: dict[str, object] = {
        "index": index,
        "id": None,
        "rank": rank,
        "score": 1.5,
        "reward": 1.701,
        "valid": True,
        "language": "python",
        "origin": "fence",
        "tokens": 120,
        "cached_tokens": 80,
        "truncated": False,
        "duplicate_of": None,
        "near_tie": False,
        "error": None,
        "reason": None,
        "program": None,
    }
    return ResultFields.model_validate(fields | changes)


def reply(*results: ResultFields) -> RerankReply:
    """A ranking of these results."""
    count = len(results)
    usage = UsageBody(
        tokens=240, computed_tokens=160, cached_tokens=80, candidates=count, duplicates=0
    )
    timing = TimingBody(extract=0.52, render=0.25, engine=12.0, rank=0.125, total=13.55)
    return RerankReply(id="r1", model="nano", results=list(results), usage=usage, timing=timing)


def shown(*results: ResultFields, names: tuple[str, ...] = ("a.md", "b.md")) -> list[str]:
    """The lines of a table as they are printed."""
    console = Console(width=200, color_system=None)
    with console.capture() as capture:
        console.print(ranking_table(reply(*results), names))
    return [line.rstrip() for line in capture.get().splitlines() if line.strip()]


def test_a_row_holds_what_was_found() -> None:
    """Rank, name, score and reward to four digits, validity, language, origin, tokens."""
    assert shown(result(1))[-1].split() == [
        *("1", "b.md", "1.5000", "1.7010", "yes", "python", "fence", "120")
    ]


def test_rows_stand_in_the_order_of_the_reply() -> None:
    """The best first, under its own name."""
    rows = shown(result(1, 1), result(0, 2))[-2:]

    assert [row.split()[:2] for row in rows] == [["1", "b.md"], ["2", "a.md"]]


def test_what_is_not_there_is_a_dash() -> None:
    """And no zero, and no None."""
    row = shown(result(score=None, reward=None, language=None, origin="none", tokens=0))[-1]

    assert row.split() == ["1", "a.md", "-", "-", "yes", "-", "none", "0"]


@pytest.mark.parametrize(("valid", "word"), [(True, "yes"), (False, "no"), (None, "unknown")])
def test_validity_is_a_word(valid: bool | None, word: str) -> None:
    """Unknown is a state of its own."""
    assert word in shown(result(valid=valid))[-1].split()


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"duplicate_of": 1}, "duplicate of b.md"),
        ({"near_tie": True}, "near tie"),
        ({"truncated": True}, "truncated"),
        ({"reason": "line 1: expected ':'"}, "line 1: expected ':'"),
        ({"error": CandidateError(code="too_long", message="9 tokens")}, "9 tokens"),
        ({"near_tie": True, "truncated": True, "reason": "odd"}, "near tie; truncated; odd"),
    ],
)
def test_a_note_says_what_is_special(changes: dict[str, object], note: str) -> None:
    """All of it, in one cell."""
    changed = result().model_copy(update=changes)

    assert shown(changed)[-1].endswith(note)


def test_a_name_cannot_paint_the_terminal() -> None:
    """Neither by control characters nor by the table's own marks."""
    row = shown(result(), names=("\x1b[31m[bold]x[/bold]\u202e\n\r",))[-1]

    assert "\x1b" not in row
    assert "\u202e" not in row
    assert r"\x1b[31m[bold]x[/bold]\u202e" in row


@pytest.mark.parametrize(
    ("score", "valid", "may"),
    [(1.0, True, True), (1.0, None, True), (1.0, False, False), (None, True, False)],
)
def test_what_may_be_chosen(score: float | None, valid: bool | None, may: bool) -> None:
    """Scored, and not known to be invalid."""
    assert eligible(result(score=score, valid=valid)) is may


@pytest.mark.parametrize(("count", "words"), [(1, "1 candidate in"), (2, "2 candidates in")])
def test_the_timing_is_a_line(count: int, words: str) -> None:
    """By phase, with what was read and by whom."""
    told = timing_line(reply(*(result(index) for index in range(count)))).plain

    assert told.startswith(words)
    assert "13.6 ms (extract 0.5, render 0.2, engine 12.0, rank 0.1)" in told
    assert told.endswith("240 tokens, 80 of them not computed again; nano")
