"""Lists by Aletheia's bucket rule: one right candidate, and no two that are equally good."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.comparison.defects import Defects
from benchmarks.testbed.lists import CandidateList, lists_of
from benchmarks.testbed.material import EMPTY, QUICK, material
from benchmarks.testbed.rows import SEVERAL, mixed_rows, rows_by_writer
from benchmarks.testbed.splits import Training, splits
from benchmarks.testbed.writers import Writers
from deskcheck_models.training.labelled import Split
from tests.benchmarks.testbed_data import candidates, problems_of, record, records, row

WRITERS = Writers.read()


@given(rates=st.lists(st.sampled_from([0, 1, 3, 5, 8, 10]), min_size=2, max_size=14))
def test_every_list_has_one_right_candidate_and_no_two_alike(rates: list[int]) -> None:
    """Whatever the row holds; rows without both labels give no list."""
    lists = lists_of([row(rates)], seed=1)

    assert bool(lists) == (10 in rates and min(rates) < 10)
    for one in lists:
        assert one.truths.count(1.0) == 1
        assert one.right == one.truths.index(1.0)
        assert len(set(one.truths)) == len(one.truths) == len(set(one.programs))


def test_lists_have_two_to_five_candidates_as_the_buckets_allow() -> None:
    """Three different rates below 1 give lists of two, three and four; six give no longer ones."""
    few = lists_of([row([10, 0, 0, 2, 4])], seed=1)
    many = lists_of([row([10, 0, 1, 2, 3, 4, 5])], seed=1)

    assert {len(one.programs) for one in few} == {2, 3, 4}
    assert {len(one.programs) for one in many} == {2, 3, 4, 5}


def test_programs_of_unknown_rate_are_one_bucket() -> None:
    """Nobody knows which of them is better, so they stand in lists of two."""
    lists = lists_of([row([10, None, None, None])], seed=1)

    assert {len(one.programs) for one in lists} == {2}


def test_unknown_rates_are_not_mixed_with_known_ones() -> None:
    """A program of unknown rate may be as good as one of a known rate."""
    programs = lists_of([row([10, None, 3])], seed=1)[0].programs

    assert lists_of([row([10, None, 3])], seed=1)[0].truths.count(0.3) == 1
    assert len(programs) == 2


def test_the_place_of_the_right_candidate_says_nothing() -> None:
    """Over many lists of two it is first about as often as second."""
    rows = [row([10, 0], problem=f"own/{number}") for number in range(400)]
    places = Counter(one.right for one in lists_of(rows, seed=1, per_cell=400))

    assert sum(places.values()) == 400
    assert 150 < places[0] < 250


def test_a_cell_takes_one_list_of_every_problem_before_a_second() -> None:
    """So that problems with many programs do not crowd out the others."""
    rows = [row([10, 10, 0, 0, 0, 0], problem=f"own/{number}") for number in range(8)]
    lists = lists_of(rows, seed=1, per_cell=8)

    assert len({one.problem_id for one in lists}) == len(lists) == 8


def test_the_same_seed_makes_the_same_lists_and_another_one_others() -> None:
    """Candidates, and their order."""
    rows = [row([10, 10, 0, 2, 4], problem=f"own/{number}") for number in range(8)]

    assert lists_of(rows, seed=1) == lists_of(rows, seed=1)
    assert lists_of(rows, seed=1) != lists_of(rows, seed=2)


def test_splits_keep_their_bounds_of_rates() -> None:
    """Up to one half is easy, 0.7 and above hard; what lies between is in neither, as in the
    paper."""
    rows = mixed_rows(candidates(records("own/1", [10, 0, 5, 6, 7, 9])), Defects())
    made = {one.name: one for one in splits(rows, _training(), WRITERS, seed=1, per_cell=99)}

    assert _rates(made["held-out"].lists) == {1.0, 0.0, 0.5}
    assert _rates(made["hard"].lists) == {1.0, 0.7, 0.9}


def test_a_program_that_passed_a_first_set_of_tests_is_hard() -> None:
    """Its rate is not known, and yet it passed what its writer could see."""
    found = [
        record("own/1", 10),
        record("own/1", None, number=1, base_pass=True),
        record("own/1", None, number=2),
    ]
    rows = mixed_rows(candidates(found), Defects())
    made = {one.name: one for one in splits(rows, _training(), WRITERS, seed=1, per_cell=99)}
    (hard,), (easy,) = made["hard"].lists, made["held-out"].lists

    assert any("x + 1" in program for program in hard.programs)
    assert any("x + 2" in program for program in easy.programs)


def test_strong_writers_are_not_in_the_held_out_split() -> None:
    """Nor weak ones in the strong split; mixed lists have several writers."""
    found = records("own/1", [10, 0, 2], writer="gpt-4")
    found += records("own/1", [10, 0, 2], start=9, writer="gpt-3.5-turbo")
    rows = mixed_rows(candidates(found), Defects())
    made = {one.name: one for one in splits(rows, _training(), WRITERS, seed=1, per_cell=99)}

    assert {writer for one in made["held-out"].lists for writer in one.writers} == {"gpt-3.5-turbo"}
    assert {writer for one in made["strong"].lists for writer in one.writers} == {"gpt-4"}
    assert all(len(set(one.writers)) == 2 for one in made["mixed writers"].lists)


def test_the_other_splits_hold_what_they_say() -> None:
    """Another family than the one at home, programs beyond the training's, other languages."""
    found = records("own/1", [10, 0, 2], writer="llama-7b")
    found += records("own/1", [10, 0, 2], start=9, writer="gpt-3.5-turbo")
    found += [
        record("own/2", passed, number=n, writer=f"w{n}", language="java") | {"candidate": text}
        for n, (passed, text) in enumerate([(10, "int a;" * 99), (0, "int b;" * 99)])
    ]
    rows = mixed_rows(candidates(found), Defects())
    made = {one.name: one.lists for one in splits(rows, _training(), WRITERS, seed=1, per_cell=99)}

    assert {one.writers[0] for one in made["cross-family"]} == {"llama-7b"}
    assert {one.problem_id for one in made["longer programs"]} == {"own/2"}
    assert {one.question.language for one in made["other languages"]} == {"java"}


def test_training_problems_are_in_no_list() -> None:
    """Nor are those that the calibration is fitted on."""
    names = {part: problems_of(part, 3) for part in Split}
    found = [one for each in names.values() for name in each for one in records(name, [10, 0, 2])]
    made = material(candidates(found), Split.TEST, WRITERS, QUICK, seed=1, defects=Defects())

    assert {one.problem_id for one in made.lists()} == set(names[Split.TEST])
    assert {one.problem_id for one in made.fitting} == set(names[Split.VALID])


def test_a_split_without_data_is_named() -> None:
    """And the others are measured."""
    name, *_ = problems_of(Split.TEST, 1)
    defects = Defects()
    made = material(
        candidates(records(name, [10, 0])), Split.TEST, WRITERS, QUICK, seed=1, defects=defects
    )

    assert {one.where for one in defects if one.kind == EMPTY} >= {"strong", "hard"}
    assert made.splits[0].name == "held-out"


@pytest.mark.parametrize(
    ("name", "family", "strong"),
    [
        ("gpt-4-0613", "openai", True),
        ("gpt-3.5-turbo+CoT", "openai", False),
        ("o1-mini-2024-09-12", "openai", True),
        ("qwen3-coder-480b+MapCoder", "qwen", True),
        ("anon8231489123_gpt4-x-alpaca-13b-native-4bit-128g", "llama", False),
        ("gpt-4 (implanted bug)", "implanted bugs", False),
        ("human", "people", False),
        ("my-own-model", "unknown", False),
    ],
)
def test_writers_are_known_by_their_names(name: str, family: str, strong: bool) -> None:
    """The first pattern that fits counts; an unknown writer is nobody's family."""
    writer = WRITERS.of(name)

    assert (writer.family, writer.strong) == (family, strong)


def test_rows_by_writer_keep_every_program() -> None:
    """Each under the one who wrote it."""
    found = records("own/1", [10, 0], writer="a") + records("own/1", [10, 0], start=5, writer="b")
    (mixed,) = mixed_rows(candidates(found), Defects())
    alone = rows_by_writer([mixed])

    assert mixed.writer == SEVERAL
    assert {one.writer: len(one.candidates) for one in alone} == {"a": 2, "b": 2}


def _training() -> Training:
    return Training(frozenset({"gpt-3.5-turbo"}), "openai", "python", 200)


def _rates(lists: Sequence[CandidateList]) -> set[float]:
    return {truth for one in lists for truth in one.truths}
