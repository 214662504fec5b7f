"""Thinking verifiers: what counts as a verdict, and that a missing one costs."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from benchmarks.comparison.defects import Defects
from benchmarks.testbed.boxed_letter import named_candidate
from benchmarks.testbed.errors import TestbedError
from benchmarks.testbed.lists import CandidateList
from benchmarks.testbed.recorded_answers import answering_subject, write_lists
from benchmarks.testbed.subject import Subject, Votes
from tests.benchmarks.testbed_data import made_list


@pytest.mark.parametrize(
    ("text", "candidates", "named"),
    [
        (r"It seems A: \boxed{A}. No.</think>\boxed{B}", 3, 1),
        (r"</think>I quoted it.</think> \boxed{C}", 3, 2),
        (r"thoughts</think>\boxed{ b }", 2, 1),
        (r"thoughts</think>\boxed{{A}}", 2, 0),
        (r"thoughts</think>\boxed{A} and not \boxed{B}", 2, 0),
        (r"thoughts</think>\boxed{E}", 5, 4),
        (r"a guess \boxed{A} and then cut off", 2, None),
        (r"a guess \boxed{A}</think>I cannot say.", 2, None),
        (r"thoughts</think>\boxed{C}", 2, None),
        (r"thoughts</think>\boxed{AB}", 2, None),
        (r"thoughts</think>\boxed{}", 2, None),
        ("thoughts</think>A", 2, None),
        ("", 2, None),
    ],
)
def test_only_a_letter_of_the_list_in_a_box_behind_the_thoughts_is_a_verdict(
    text: str, candidates: int, named: int | None
) -> None:
    """A box within the thoughts is a guess, and thoughts that were cut off end in nothing."""
    assert named_candidate(text, candidates) == named


def test_a_verifier_that_does_not_think_needs_no_tag() -> None:
    """Its whole answer is the verdict."""
    assert named_candidate(r"Final Answer: \boxed{B}", 2, thinks=False) == 1


def test_a_majority_decides_and_unreadable_answers_do_not_vote(tmp_path: Path) -> None:
    """That any of them named the right one helps nothing; that is an oracle, not a choice."""
    one = made_list((1.0, 0.0, 0.5))
    answers = [r"</think>\boxed{B}", r"</think>\boxed{B}", r"</think>\boxed{A}", "cut"]
    subject = _subject(tmp_path, [{"list": one.fingerprint, "answers": answers}])

    assert subject.readings[one.fingerprint] == (1.0, 2.0, 0.0)
    assert subject.votes[one.fingerprint] == Votes(3, 4)
    assert subject.signs([one]) == "0"


def test_lists_of_every_length_are_read(tmp_path: Path) -> None:
    """The paper's stored script keeps pairs only."""
    lists = [made_list((1.0, *[0.1 * n for n in range(more)])) for more in (1, 2, 3, 4)]
    lines = [{"list": one.fingerprint, "answers": [r"</think>\boxed{A}"]} for one in lists]

    assert _subject(tmp_path, lines, lists).signs(lists) == "1111"


def test_odd_lines_of_answers_are_named_and_the_others_count(tmp_path: Path) -> None:
    """Foreign lists, a second answer, broken lines."""
    one = made_list((1.0, 0.0, 0.5))
    good: dict[str, object] = {"list": one.fingerprint, "answers": [r"</think>\boxed{A}"]}
    defects = Defects()
    subject = _subject(
        tmp_path,
        [good, good, {"list": "other", "answers": ["x"]}, {"list": one.fingerprint}],
        defects=defects,
    )

    assert subject.signs([one]) == "1"
    assert defects.counts() == {
        "answers to a list that has some": 1,
        "answers to a list that is not measured": 1,
        "broken line": 1,
    }


def test_a_missing_file_of_answers_is_an_error(tmp_path: Path) -> None:
    """With the verifier's name."""
    with pytest.raises(TestbedError, match=r"--answers thinker: .*none\.jsonl is missing"):
        answering_subject("thinker", tmp_path / "none.jsonl", [], Defects())


def test_written_lists_hold_what_a_prompt_needs(tmp_path: Path) -> None:
    """Each once, with its letters and the splits that it belongs to."""
    one = made_list((1.0, 0.0, 0.5))
    write_lists(tmp_path / "lists.jsonl", {"held-out": [one], "mixed writers": [one]})
    (line,) = (tmp_path / "lists.jsonl").read_text(encoding="utf-8").splitlines()
    written = json.loads(line)

    assert written["list"] == one.fingerprint
    assert (written["letters"], len(written["candidates"])) == ("ABC", 3)
    assert written["splits"] == ["held-out", "mixed writers"]
    assert "right" not in written


def _subject(
    folder: Path,
    lines: Sequence[Mapping[str, object]],
    lists: Sequence[CandidateList] = (made_list((1.0, 0.0, 0.5)),),
    defects: Defects | None = None,
) -> Subject:
    path = folder / "answers.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return answering_subject("thinker", path, lists, defects or Defects())
