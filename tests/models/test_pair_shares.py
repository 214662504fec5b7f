"""Caps, shares and partners of pairs, and files that appear when they are whole."""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.training.labelled import LabelledDataError, split_of
from deskcheck_models.training.pairs.json_lines import json_records
from deskcheck_models.training.pairs.lengths import characters
from deskcheck_models.training.pairs.normalised import normalised, telling_lines
from deskcheck_models.training.pairs.pair import NEAR, Kind, Pair
from deskcheck_models.training.pairs.pairing import pairs_of
from deskcheck_models.training.pairs.pool import Sides
from deskcheck_models.training.pairs.preferences import is_preference, preference_candidates
from deskcheck_models.training.pairs.shares import in_share, within_cap
from deskcheck_models.training.pairs.whole_file import replacing
from tests.models.edited_programs import PROGRAMS
from tests.models.pair_builder import pair
from tests.models.pair_candidates import candidate, program_of

KINDS = st.lists(st.tuples(st.sampled_from(Kind), st.integers(0, 2)), max_size=40)


def pairs(kinds: list[tuple[Kind, int]]) -> list[Pair]:
    """A pair of each kind, of one of three problems, all different."""
    return [
        pair(f"x = {n}", f"y = {n}", problem_id=f"own/{problem}", kind=kind)
        for n, (kind, problem) in enumerate(kinds)
    ]


@given(kinds=KINDS, most=st.integers(1, 10), share=st.floats(0, 1))
def test_no_problem_has_more_pairs_than_its_cap(
    kinds: list[tuple[Kind, int]], most: int, share: float
) -> None:
    """And one with fewer keeps them all."""
    before = Counter(one.problem_id for one in pairs(kinds))
    after = Counter(one.problem_id for one in within_cap(pairs(kinds), most, share))

    assert all(after[name] == min(count, most) for name, count in before.items())


@given(kinds=KINDS, share=st.floats(0, 0.95), seed=st.integers(0, 99))
def test_near_pairs_are_no_more_than_their_share(
    kinds: list[tuple[Kind, int]], share: float, seed: int
) -> None:
    """Of what is left, but for rounding; no other pair is left out."""
    given_pairs = pairs(kinds)
    kept = in_share(given_pairs, share, random.Random(seed))
    near = sum(one.kind in NEAR for one in kept)
    others = [one for one in given_pairs if one.kind not in NEAR]

    assert [one for one in kept if one.kind not in NEAR] == others
    assert near <= len(others) * share / (1 - share) + 0.5 + 1e-9


@given(kinds=KINDS, share=st.floats(0, 0.95), seed=st.integers(0, 99))
def test_hard_pairs_are_kept_before_mutants(
    kinds: list[tuple[Kind, int]], share: float, seed: int
) -> None:
    """There can be any number of mutants."""
    kept = Counter(one.kind for one in in_share(pairs(kinds), share, random.Random(seed)))
    held = Counter(kind for kind, _ in kinds)

    assert kept[Kind.MUTANT] == 0 or kept[Kind.HARD] == held[Kind.HARD]


def sides(passing: int, failing: int, *, writers: int = 1) -> Sides:
    """Programs of one problem by so many writers."""
    right, wrong = (
        tuple(
            candidate(program_of(1, n, passed=passed), passed=passed, policy=f"w{n % writers}")
            for n in range(count)
        )
        for passed, count in ((True, passing), (False, failing))
    )
    return Sides(right, wrong)


@given(
    passing=st.integers(1, 6),
    failing=st.integers(1, 6),
    most=st.integers(1, 12),
    seed=st.integers(0, 50),
)
def test_a_pair_is_a_passing_program_above_a_failing_one(
    passing: int, failing: int, most: int, seed: int
) -> None:
    """No pair twice, and no more than were asked."""
    both = sides(passing, failing)
    found = pairs_of(both, most, random.Random(seed))

    assert 1 <= len(found) <= most
    assert len({(one.chosen, one.rejected) for one in found}) == len(found)
    assert {one.chosen for one in found} <= {one.program for one in both.passing}
    assert {one.rejected for one in found} <= {one.program for one in both.failing}


@given(seed=st.integers(0, 50))
def test_programs_meet_those_of_their_own_writer(seed: int) -> None:
    """Where that writer has a passing one."""
    for one in pairs_of(sides(6, 6, writers=3), 12, random.Random(seed)):
        assert one.policy_chosen == one.policy_rejected
        assert one.split is split_of(one.problem_id)


@given(problem=st.text(max_size=20), programs=st.lists(st.text(max_size=20), max_size=4))
def test_a_length_in_characters_is_that_of_both(problem: str, programs: list[str]) -> None:
    """One for each program."""
    assert characters(problem, programs) == [len(problem + one) for one in programs]


@pytest.mark.parametrize("language", PROGRAMS)
def test_normalising_twice_is_normalising_once(language: str) -> None:
    """Nothing more is left out."""
    once = normalised(PROGRAMS[language], language)

    assert normalised(once, language) == once


@given(program=st.text("ab =\n\t#'\"", max_size=40))
def test_blank_lines_never_make_another_program(program: str) -> None:
    """At the end of any text."""
    assert normalised(f"{program}\n\n", "python") == normalised(program, "python")


@given(program=st.text("ab{}();\n ", max_size=40))
def test_a_line_that_tells_something_holds_no_blank(program: str) -> None:
    """And more than brackets."""
    for line in telling_lines(program, "java"):
        assert " " not in line
        assert line.strip("{}()[];")


def preference(**changes: object) -> dict[str, object]:
    """A pair that somebody else made."""
    return {"question_content": "Add.", "code_pos": "a + b", "code_neg": "a - b", **changes}


def test_a_pair_of_somebody_else_is_two_candidates_of_one_problem() -> None:
    """Whose id is the hash of its text."""
    right, wrong = preference_candidates(preference(), "here", "python")
    (other, _) = preference_candidates(preference(question_content="Sub."), "here", "python")

    assert (right.passed, right.program) == (True, "a + b")
    assert (wrong.passed, wrong.program) == (False, "a - b")
    assert right.problem_id == wrong.problem_id != other.problem_id


@pytest.mark.parametrize("column", ["question_content", "code_pos", "code_neg"])
def test_a_column_that_is_missing_or_no_text_is_named(column: str) -> None:
    """With its place."""
    missing = preference()
    del missing[column]

    with pytest.raises(LabelledDataError, match=rf"here lacks {column}: pairs have question_con"):
        list(preference_candidates(missing, "here", "python"))
    with pytest.raises(LabelledDataError, match=rf"here has 3 as {column}: give a text"):
        list(preference_candidates(preference(**{column: 3}), "here", "python"))


@pytest.mark.parametrize(
    ("record", "is_pair"),
    [({"code_pos": "a"}, True), ({"question_content": ""}, True), ({"candidate": "a"}, False)],
)
def test_a_pair_is_known_by_any_of_its_columns(record: dict[str, object], is_pair: bool) -> None:
    """So that one that lacks another is named as a pair."""
    assert is_preference(record) is is_pair


def test_a_file_takes_the_place_of_another_when_it_is_whole(tmp_path: Path) -> None:
    """Until then the old one is there."""
    path = tmp_path / "a.txt"
    path.write_text("old")
    with replacing(path) as unfinished:
        unfinished.write_text("new")
        assert path.read_text() == "old"

    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_of_an_error_nothing_stays(tmp_path: Path) -> None:
    """Neither half a file, nor a changed one."""

    def fail_halfway() -> None:
        with replacing(tmp_path / "a.txt") as unfinished:
            unfinished.write_text("half")
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        fail_halfway()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line", [b"[1]", b'"text"', b"3", b"{", b"\xff"])
def test_a_line_that_is_no_object_is_named_by_its_number(tmp_path: Path, line: bytes) -> None:
    """Blank lines are counted and passed over."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"a": 1}\n\n' + line + b"\n")

    with pytest.raises(LabelledDataError, match=r"a\.jsonl:3 is no"):
        list(json_records(path))


def test_edits_of_a_pair_do_not_make_it_another_problem() -> None:
    """They are gathered by problem, whatever was done to the programs."""
    one = pair("x = 1", "y = 1")

    assert replace(one, augmentation_chosen="renames").problem_id == one.problem_id
