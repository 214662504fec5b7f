"""Pairs are made of candidates in the stated shares, and what is left out is counted."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_extraction import extract_program
from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.training.labelled import (
    Labelled,
    LabelledDataError,
    Split,
    split_of,
)
from deskcheck_models.training.pairs.augmentation import EDITS
from deskcheck_models.training.pairs.curation import Curated, curate
from deskcheck_models.training.pairs.curation_settings import CurationSettings
from deskcheck_models.training.pairs.drops import Drop
from deskcheck_models.training.pairs.lengths import token_lengths
from deskcheck_models.training.pairs.normalised import normalised
from deskcheck_models.training.pairs.pair import NEAR, NO_EDIT, Kind, Pair
from deskcheck_models.training.pairs.sources import read_candidates
from deskcheck_models.training.pairs.summary import summary_of
from tests.models.pair_candidates import candidate, problems, program_of

DATA = Path(__file__).parents[3] / "shared" / "data"
PLAIN = CurationSettings(split=None, mismatched_share=0.0, cut_share=0.0, augmented_share=0.0)


def _curated(candidates: Iterable[Labelled], **changes: object) -> Curated:
    return curate(candidates, replace(PLAIN, **changes))  # type: ignore[arg-type] # as the fields


def _kinds(pairs: Iterable[Pair]) -> Counter[Kind]:
    return Counter(pair.kind for pair in pairs)


def test_a_pair_sets_passing_against_failing_within_a_problem() -> None:
    """And within a language."""
    labels = {(one.problem_id, one.program): one.passed for one in problems()}
    pairs = _curated(problems()).pairs

    assert pairs
    assert all(labels[one.problem_id, one.chosen] for one in pairs)
    assert not any(labels[one.problem_id, one.rejected] for one in pairs)


def test_languages_of_a_problem_are_kept_apart() -> None:
    """However a language is spelled."""
    curated = _curated(
        [
            candidate("int x = 1;", passed=True, language="C++"),
            candidate("int x = 2;", passed=False, language="cpp"),
            candidate("x = 3", passed=False, language="Python3"),
        ]
    )

    assert [(one.language, one.rejected) for one in curated.pairs] == [("cpp", "int x = 2;")]
    assert curated.dropped[Drop.ONE_SIDED] == 1


def test_two_statements_of_a_problem_are_kept_apart() -> None:
    """Programs that are right for one may be named wrongly for the other."""
    curated = _curated(
        [
            candidate("x = 1", passed=True, source="humaneval", problem="One."),
            candidate("x = 2", passed=False, source="humanevalpack", problem="Another."),
        ]
    )

    assert curated.pairs == ()


def test_one_id_for_two_problems_is_refused() -> None:
    """Their split would be decided by a mistake."""
    with pytest.raises(LabelledDataError, match=r"mbpp gives the id 'mbpp/3' to two problems"):
        _curated(
            [
                candidate("x = 1", passed=True, problem="One."),
                candidate("x = 2", passed=False, problem="Another."),
            ]
        )


def test_the_chosen_program_is_by_the_same_writer_where_there_is_one() -> None:
    """So that the writer does not give the label away."""
    writers = ("small", "large", "human")
    curated = _curated(
        candidate(program_of(place, number, passed=passed), passed=passed, policy=writer)
        for place, writer in enumerate(writers)
        for number in range(3)
        for passed in (True, False)
    )

    assert len(curated.pairs) >= 9
    assert all(one.policy_chosen == one.policy_rejected for one in curated.pairs)


def test_another_writer_is_better_than_no_pair() -> None:
    """Where the failing program's writer never passed."""
    (pair,) = _curated(
        [
            candidate(program_of(0, 0, passed=True), passed=True, policy="human"),
            candidate(program_of(0, 0, passed=False), passed=False),
        ]
    ).pairs

    assert (pair.policy_chosen, pair.policy_rejected) == ("human", "small")


@pytest.mark.parametrize("most", [1, 5])
def test_a_problem_gives_no_more_pairs_than_its_cap(most: int) -> None:
    """The rest is counted."""
    curated = curate(
        problems(4, each=12), CurationSettings(split=None, per_problem=most, mismatched_share=0.2)
    )
    counts = Counter(one.problem_id for one in curated.pairs)

    assert len(counts) == 4
    assert max(counts.values()) <= most
    assert _kinds(_curated(problems(4, each=12), per_problem=most).pairs).total() == 4 * most


def test_the_same_program_but_for_comments_is_taken_once() -> None:
    """The others are counted as duplicates."""
    right = "def f(a):\n    return a + 1"
    curated = _curated(
        [
            candidate(right, passed=True),
            candidate("def f(a):\n    # next\n\n    return a+1  # done\n", passed=True),
            candidate('def f(a):\n  """Next."""\n  return a + 1', passed=True),
            candidate(program_of(0, 0, passed=False), passed=False),
        ]
    )

    assert [one.chosen for one in curated.pairs] == [right]
    assert curated.dropped[Drop.DUPLICATE] == 2


def test_a_program_with_both_labels_is_left_out() -> None:
    """On both sides, and counted."""
    curated = _curated(
        [
            candidate("x = 1  # a", passed=True),
            candidate("x = 1", passed=False),
            candidate("x = 2", passed=True),
            candidate("x = 3", passed=False),
        ]
    )

    assert [(one.chosen, one.rejected) for one in curated.pairs] == [("x = 2", "x = 3")]
    assert curated.dropped[Drop.DISAGREEING] == 2


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (candidate("def f(:", passed=False), Drop.INVALID),
        (candidate("  \n", passed=False), Drop.EMPTY),
        (candidate("x = 4", passed=True, survivor=True), Drop.SURVIVOR),
        (candidate("x = 4", passed=False, language="brainfuck"), Drop.UNKNOWN_LANGUAGE),
        (candidate("x = 4", passed=True, source="refactory"), Drop.RESTRICTED),
        (candidate("x = 4\n" * 9999, passed=True), Drop.LONG),
        (candidate("x = 4", passed=True, problem_id="mbpp/4"), Drop.ONE_SIDED),
    ],
    ids=lambda value: value.name if isinstance(value, Drop) else "",
)
def test_what_no_pair_can_be_made_of_is_counted(one: Labelled, reason: Drop) -> None:
    """With the reason, and without touching the others."""
    curated = _curated([candidate("x = 2", passed=True), one, candidate("x = 3", passed=False)])

    assert [(pair.chosen, pair.rejected) for pair in curated.pairs] == [("x = 2", "x = 3")]
    assert curated.dropped == Counter({reason: 1})
    assert curated.candidates == 3


def test_problems_of_other_splits_are_left_out() -> None:
    """The default is to train."""
    mixed = [*problems(5), *problems(5, split=Split.TEST)]

    assert {one.split for one in curate(mixed, CurationSettings()).pairs} == {Split.TRAIN}
    assert {one.split for one in _curated(mixed).pairs} == {Split.TRAIN, Split.TEST}


def test_a_program_few_lines_apart_is_a_hard_one() -> None:
    """So is one that the first tests passed, or that a bug was put into."""
    right = program_of(0, 0, passed=True)
    others = [
        (replace(candidate(right.replace("values[2] +", "values[2] -"), passed=False)), Kind.HARD),
        (candidate(program_of(0, 1, passed=False), passed=False), Kind.PLAIN),
        (candidate(program_of(0, 2, passed=False), passed=False, near_miss=True), Kind.HARD),
        (
            candidate(right.replace("4]", "3]"), passed=False, source="function-mutants"),
            Kind.MUTANT,
        ),
    ]
    for other, kind in others:
        (pair,) = _curated(
            [candidate(right, passed=True), other], hard_share=1.0 if kind in NEAR else 0
        ).pairs

        assert (pair.kind, pair.chosen, pair.rejected) == (kind, right, other.program)


def test_a_mutant_meets_the_program_that_it_was_made_of() -> None:
    """The nearest one."""
    base = program_of(0, 0, passed=True)
    mutant = base.replace("values[2] +", "values[2] *")
    curated = _curated(
        [
            *(candidate(program_of(0, number, passed=True), passed=True) for number in range(5)),
            candidate(mutant, passed=False, source="leetcode-mutants", policy="mutant"),
            candidate(program_of(0, 1, passed=False), passed=False),
        ],
        hard_share=0.5,
    )
    (pair,) = (one for one in curated.pairs if one.kind is Kind.MUTANT)

    assert (pair.chosen, pair.rejected) == (base, mutant)


def _with_mutants(count: int) -> list[Labelled]:
    real = list(problems(count))
    mutants = (
        replace(
            one,
            program=one.program.replace("values[2] +", f"values[{number}] *"),
            source="function-mutants",
            policy="mutant",
            passed=False,
        )
        for one in real
        if one.passed
        for number in (5, 6)
    )
    return [*real, *mutants]


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5])
def test_hard_negatives_are_kept_in_their_share(share: float) -> None:
    """Of the pairs that are not mismatched; the rest is counted."""
    curated = _curated(_with_mutants(40), hard_share=share)
    near = sum(pair.kind in NEAR for pair in curated.pairs)

    assert near / len(curated.pairs) == pytest.approx(share, abs=0.02)
    assert curated.dropped[Drop.SHARE] + curated.dropped[Drop.CAPPED] > 0


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6])
def test_mismatched_pairs_are_added_in_their_share(share: float) -> None:
    """Of all pairs."""
    pairs = _curated(problems(60), mismatched_share=share).pairs

    assert _kinds(pairs)[Kind.MISMATCHED] / len(pairs) == pytest.approx(share, abs=0.05)


def test_a_mismatched_program_is_right_for_another_problem_of_its_split() -> None:
    """Never for the pair's own problem, nor for a variant of it."""
    mixed = [*problems(20), *problems(20, split=Split.TEST)]
    right = {one.program: one.problem_id for one in mixed if one.passed}
    pairs = _curated(mixed, mismatched_share=0.6).pairs
    strange = [one for one in pairs if one.kind is Kind.MISMATCHED]

    assert strange
    assert all(right[one.chosen] == one.problem_id != right[one.rejected] for one in strange)
    assert all(split_of(right[one.rejected]) is one.split for one in strange)


def test_a_variant_of_a_problem_is_never_its_mismatch() -> None:
    """Its program may be right for both."""
    variants = [
        candidate(
            program_of(place, number, passed=passed),
            passed=passed,
            problem_id=f"leetcode/one-{'i' * (place + 1)}",
        )
        for place in range(3)
        for number in range(3)
        for passed in (True, False)
    ]
    curated = _curated(variants, mismatched_share=0.5)

    assert _kinds(curated.pairs)[Kind.MISMATCHED] == 0


def test_a_lone_problem_has_nothing_to_be_mismatched_with() -> None:
    """Which is counted."""
    curated = _curated(problems(1), mismatched_share=0.5)

    assert _kinds(curated.pairs)[Kind.MISMATCHED] == 0
    assert curated.dropped[Drop.UNMATCHED] > 0


@pytest.mark.parametrize("share", [0.1, 0.3])
def test_cut_pairs_are_added_in_about_their_share(share: float) -> None:
    """Their rejected program is the beginning of the chosen one, and parses."""
    pairs = _curated(problems(60), cut_share=share).pairs
    cut = [pair for pair in pairs if pair.kind is Kind.CUT]

    assert len(cut) / len(pairs) == pytest.approx(share, abs=0.05)
    for pair in cut:
        assert pair.chosen.startswith(pair.rejected)
        assert extract_program(pair.rejected, language=pair.language).valid


def test_edits_fall_on_either_side_in_their_share() -> None:
    """Whether they praise or blame: they must not tell the label."""
    pairs = _curated(problems(60, each=6), augmented_share=0.8).pairs
    chosen = Counter(one.augmentation_chosen for one in pairs)
    rejected = Counter(one.augmentation_rejected for one in pairs)

    assert set(chosen) == set(rejected) == {NO_EDIT, *EDITS}
    assert all(0.5 < chosen[name] / rejected[name] < 2.0 for name in EDITS)
    assert summary_of(curate(problems(60), PLAIN)).edited == 0
    assert summary_of(_curated(problems(60, each=6), augmented_share=0.8)).edited == pytest.approx(
        0.8 * len(pairs), rel=0.1
    )


def test_comments_do_not_change_what_a_program_is() -> None:
    """Without them it is what it was."""
    known = {normalised(one.program, "python") for one in problems(30)}
    pairs = _curated(problems(30), augmented_share=1.0).pairs
    praised = [one.chosen for one in pairs if one.augmentation_chosen in ("praise", "blame")]

    assert praised
    assert all(normalised(program, "python") in known for program in praised)


def test_lengths_can_be_tokens_of_a_verifier() -> None:
    """With its template."""
    lengths = token_lengths(BUNDLED_FOLDER)
    (length,) = lengths("Add.", ["x = 1"])

    assert 10 < length < 60
    assert curate(problems(3), replace(PLAIN, longest=length), lengths).pairs == ()


def test_a_folder_without_tokenizer_cannot_count_tokens(tmp_path: Path) -> None:
    """And says so."""
    with pytest.raises(LabelledDataError, match=r"cannot count tokens: .*tokenizer\.json"):
        token_lengths(tmp_path)


def test_edited_pairs_are_never_longer_than_is_allowed() -> None:
    """The edit is left out instead."""
    longest = max(len(one.problem) + len(one.program) for one in problems(20)) + 10
    pairs = _curated(problems(20), augmented_share=1.0, longest=longest).pairs

    assert (
        max(len(one.problem) + max(len(one.chosen), len(one.rejected)) for one in pairs) <= longest
    )


def test_how_far_it_is_is_told() -> None:
    """Stage by stage, each to its end."""
    told: dict[str, list[int]] = {}

    def stage(name: str, steps: int) -> Callable[[int], None]:
        told[name] = [steps]
        return told[name].append

    curated = curate(problems(), PLAIN, stage=stage)

    assert list(told) == ["compare programs", "edit programs"]
    assert told["edit programs"][0] == len(curated.pairs)
    assert all(steps == sum(done) for steps, *done in told.values())


def test_the_seed_decides() -> None:
    """The same one gives the same pairs, in the same order."""
    settings = CurationSettings(split=None)
    one, same = (curate(_with_mutants(10), settings).pairs for _ in range(2))
    other = curate(_with_mutants(10), replace(settings, seed=1)).pairs

    assert one == same
    assert one != other


@pytest.mark.parametrize(
    "changes",
    [
        {"hard_share": 1.5},
        {"mismatched_share": -0.1},
        {"mismatched_share": 1.0},
        {"mismatched_share": 0.5, "cut_share": 0.5},
        {"cut_share": -0.1},
        {"augmented_share": 2.0},
        {"per_problem": 0},
        {"longest": 0},
    ],
    ids=str,
)
def test_settings_that_cannot_be_are_refused(changes: dict[str, float]) -> None:
    """With the value."""
    with pytest.raises(LabelledDataError, match=f"{next(iter(changes))}.* give"):
        replace(PLAIN, **changes)  # type: ignore[arg-type] # as the fields


@given(
    numbers=st.lists(st.integers(0, 400), min_size=1, max_size=12, unique=True),
    family=st.sampled_from(["mbpp/{}", "leetcode/p{}", "leetcode/p{}-ii", "classeval/C_{}.m"]),
    split=st.sampled_from([None, *Split]),
)
def test_no_problem_crosses_splits(numbers: list[int], family: str, split: Split | None) -> None:
    """Neither as the problem of a pair nor as the origin of a mismatched program."""
    members = [
        candidate(
            program_of(number, 0, passed=passed), passed=passed, problem_id=family.format(number)
        )
        for number in numbers
        for passed in (True, False)
    ]
    origin = {one.program: split_of(one.problem_id) for one in members}
    for pair in _curated(members, split=split, mismatched_share=0.5).pairs:
        assert split in (None, pair.split)
        assert (
            origin[pair.chosen] is origin[pair.rejected] is split_of(pair.problem_id) is pair.split
        )


@pytest.mark.skipif(not DATA.is_dir(), reason="the labelled candidates are not beside the project")
def test_pairs_of_the_real_data_are_valid_and_of_one_split_each() -> None:
    """Over all splits: no problem and no text of a problem is in two of them."""
    files = [DATA / "xcodeeval-mapcoder.jsonl.gz", DATA / "humanevalpack.jsonl.gz"]
    pairs = curate(read_candidates(files), CurationSettings(split=None, augmented_share=0.2)).pairs
    splits: dict[str, set[Split]] = {}
    for pair in pairs:
        splits.setdefault(pair.problem_id, set()).add(pair.split)
        splits.setdefault(pair.problem, set()).add(pair.split)

    assert len(pairs) > 300
    assert {len(found) for found in splits.values()} == {1}
    for pair in pairs[:200]:
        for program in (pair.chosen, pair.rejected):
            assert extract_program(program, language=pair.language).valid
