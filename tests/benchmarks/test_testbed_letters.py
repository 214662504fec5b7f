"""What counts as the verdict of a thinking verifier, and how several of them vote."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.comparison.defects import Defects
from benchmarks.comparison.records import BROKEN_LINE
from benchmarks.testbed.boxed_letter import letters, named_candidate
from benchmarks.testbed.errors import TestbedError
from benchmarks.testbed.recorded_answers import AGAIN, FOREIGN, answering_subject, write_lists
from benchmarks.testbed.subject import Subject
from tests.benchmarks.testbed_data import made_list

LIST = made_list((1.0, 0.5, 0.2))
OTHER = made_list((1.0, 0.0), name="q")
PROSE = st.text(st.characters(exclude_characters="\\{}"), max_size=40)


def verdict(letter: str) -> str:
    """An answer that names a letter."""
    return f"<think>so it is</think> The best is \\boxed{{{letter}}}."


def subject(path: Path, lines: list[object], defects: Defects | None = None) -> Subject:
    """What a file of answers says of both lists."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return answering_subject("thinker", path, [LIST, OTHER], defects or Defects())


def answers(*texts: str, name: str = LIST.fingerprint, **more: object) -> dict[str, object]:
    """One line of a file."""
    return {"list": name, "answers": list(texts), **more}


@given(place=st.integers(0, 25), before=PROSE, after=PROSE)
def test_a_boxed_letter_is_found_whatever_stands_around_it(
    place: int, before: str, after: str
) -> None:
    """Behind the thoughts."""
    letter = letters(26)[place]
    text = f"thoughts</think>{before}\\boxed{{{letter}}}{after}"

    assert named_candidate(text, 26) == place


@given(text=st.text(max_size=80))
def test_any_text_is_read_without_failing(text: str) -> None:
    """And names a candidate of the list, or none."""
    assert named_candidate(text, 3, thinks=False) in (None, 0, 1, 2)


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_a_letter_beyond_the_list_is_no_verdict(count: int) -> None:
    """The last one of the list is one."""
    assert named_candidate(verdict(letters(count)[-1]), count) == count - 1
    assert named_candidate(verdict(letters(count + 1)[-1]), count) is None


@pytest.mark.parametrize(
    ("box", "named"),
    [
        ("b", 1),
        (" B ", 1),
        ("{B}", 1),
        ("AB", None),
        ("", None),
        ("1", None),
        ("B.", None),
        ("\\text{B}", None),
    ],
)
def test_only_a_letter_alone_in_its_box_counts(box: str, named: int | None) -> None:
    """Of either case, with blanks or another pair of braces."""
    assert named_candidate(verdict(box), 3) == named


def test_the_first_box_behind_the_thoughts_counts() -> None:
    """Neither those within, nor a change of mind."""
    text = r"<think>\boxed{A}</think> \boxed{B}, no: \boxed{C}"

    assert named_candidate(text, 3) == 1


def test_thoughts_that_were_cut_off_give_no_verdict() -> None:
    """Though a box stands in them."""
    assert named_candidate(r"<think>\boxed{A} or", 3) is None


def test_an_answer_may_quote_a_closing_tag() -> None:
    """What follows the last one counts."""
    assert named_candidate(r"</think> \boxed{A} </think> \boxed{C}", 3) == 2


def test_most_votes_are_the_order(tmp_path: Path) -> None:
    """Of three answers two name the second."""
    found = subject(tmp_path / "a.jsonl", [answers(verdict("B"), verdict("A"), verdict("B"))])

    assert found.readings[LIST.fingerprint] == (1.0, 2.0, 0.0)


def test_what_cannot_be_read_does_not_vote(tmp_path: Path) -> None:
    """It is counted, and where nothing can be read there is no order."""
    lines: list[object] = [
        answers(verdict("C"), "no idea"),
        answers("no", "idea", name=OTHER.fingerprint),
    ]
    found = subject(tmp_path / "a.jsonl", lines)

    assert found.readings == {LIST.fingerprint: (0.0, 0.0, 1.0), OTHER.fingerprint: None}
    assert (found.votes[LIST.fingerprint].readable, found.votes[LIST.fingerprint].all) == (1, 2)
    assert found.votes[OTHER.fingerprint].readable == 0


def test_a_verifier_without_thoughts_says_so(tmp_path: Path) -> None:
    """Else its answers would count as cut off."""
    text = r"\boxed{A}"
    thinking = subject(tmp_path / "a.jsonl", [answers(text)])
    plain = subject(tmp_path / "b.jsonl", [answers(text, thinks=False)])

    assert thinking.readings[LIST.fingerprint] is None
    assert plain.readings[LIST.fingerprint] == (1.0, 0.0, 0.0)


@pytest.mark.parametrize(
    "line",
    [
        {"list": LIST.fingerprint},
        {"list": LIST.fingerprint, "answers": []},
        {"list": LIST.fingerprint, "answers": "A"},
        {"list": LIST.fingerprint, "answers": [1]},
        {"list": LIST.fingerprint, "answers": ["A"], "thinks": "no"},
        {"list": 3, "answers": ["A"]},
        {"answers": ["A"]},
        ["A"],
    ],
)
def test_a_line_of_another_shape_is_named_and_the_next_one_read(
    tmp_path: Path, line: object
) -> None:
    """By its place in the file."""
    defects = Defects()
    found = subject(tmp_path / "a.jsonl", [line, answers(verdict("A"))], defects)

    assert found.readings[LIST.fingerprint] == (1.0, 0.0, 0.0)
    assert [(one.kind, one.where) for one in defects] == [(BROKEN_LINE, "a.jsonl:1")]


def test_answers_to_other_lists_and_second_answers_are_named(tmp_path: Path) -> None:
    """The first answers count."""
    defects = Defects()
    lines: list[object] = [
        answers(verdict("A")),
        answers(verdict("B")),
        answers(verdict("B"), name="f" * 64),
    ]
    found = subject(tmp_path / "a.jsonl", lines, defects)

    assert found.readings == {LIST.fingerprint: (1.0, 0.0, 0.0)}
    assert defects.counts() == {AGAIN: 1, FOREIGN: 1}


def test_lists_are_written_once_with_all_their_splits(tmp_path: Path) -> None:
    """With what a prompt needs, and nothing that gives the label away."""
    path = tmp_path / "lists.jsonl"
    write_lists(path, {"held-out": [LIST, OTHER], "hard": [LIST]})
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    assert [line["splits"] for line in lines] == [["held-out", "hard"], ["held-out"]]
    assert [line["letters"] for line in lines] == ["ABC", "AB"]
    assert lines[0].keys() == {"list", "problem", "language", "letters", "candidates", "splits"}


def test_lists_that_cannot_be_written_name_the_flag(tmp_path: Path) -> None:
    """Before anything is scored."""
    with pytest.raises(TestbedError, match=r"--lists .* cannot be written"):
        write_lists(tmp_path / "no" / "folder.jsonl", {"hard": [LIST]})


def test_a_list_in_another_order_is_another_list() -> None:
    """Letters belong to places."""
    turned = made_list((1.0, 0.5, 0.2))
    moved = type(turned)(
        turned.problem_id,
        turned.question,
        turned.writers,
        turned.programs[::-1],
        turned.truths[::-1],
        2,
    )

    assert turned.fingerprint == LIST.fingerprint
    assert moved.fingerprint != LIST.fingerprint
