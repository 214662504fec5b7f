"""Labelled candidates become comparisons, documents and draws without leaking between splits."""

import gzip
import json
import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from deskcheck_models.training.comparisons import (
    foreign_programs,
    mismatched,
    mixed_writers,
    mutants,
    same_writer,
)
from deskcheck_models.training.labelled import (
    RESTRICTED_SOURCES,
    Labelled,
    LabelledDataError,
    Split,
    labelled_files,
    read_labelled,
    split_of,
)

DATA = Path(__file__).parents[3] / "shared" / "data"


def _labelled(
    program: str,
    *,
    passed: bool,
    source: str = "mbpp",
    problem_id: str = "mbpp/1",
    policy: str = "small",
) -> Labelled:
    return Labelled(
        source=source,
        problem_id=problem_id,
        problem="Add.",
        language="python",
        program=program,
        policy=policy,
        passed=passed,
        survivor=False,
    )


def _record(**changes: object) -> dict[str, object]:
    return {
        "source": "mbpp",
        "problem_id": "mbpp/1",
        "problem": "Add.",
        "language": "python",
        "candidate": "a + b",
        "policy": "small",
        "label": 1,
        **changes,
    }


def _file(folder: Path, *records: Mapping[str, object] | str) -> list[Path]:
    lines = [one if isinstance(one, str) else json.dumps(one) for one in records]
    file = folder / "mbpp.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    return [file]


def test_a_line_becomes_a_labelled_candidate(tmp_path: Path) -> None:
    """With what its tests said."""
    (one,) = read_labelled(_file(tmp_path, _record(extra={"survivor": True})))

    assert (one.program, one.passed, one.survivor) == ("a + b", True, True)


@pytest.mark.parametrize(
    ("line", "message"),
    [("{", r"mbpp.jsonl.gz:2 is not JSON"), (json.dumps({"label": 1}), "lacks source, problem_id")],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    """File, line and field."""
    with pytest.raises(LabelledDataError, match=message):
        list(read_labelled(_file(tmp_path, _record(), line)))


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    """Training on nothing is no run."""
    with pytest.raises(LabelledDataError, match=r"no \*\.jsonl\.gz file"):
        labelled_files(tmp_path)


@pytest.mark.parametrize("source", sorted(RESTRICTED_SOURCES))
def test_restricted_sources_are_left_out_unless_asked_for(tmp_path: Path, source: str) -> None:
    """A permissive verifier is trained on permissive data."""
    files = _file(tmp_path, _record(source=source))

    assert list(read_labelled(files)) == []
    assert len(list(read_labelled(files, restricted=True))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("leetcode/two-sum", "leetcode/two-sum-iii"),
        ("classeval/ClassEval_7.add", "classeval/ClassEval_7.remove"),
    ],
)
def test_variants_of_a_problem_share_its_split(one: str, other: str) -> None:
    """Otherwise the test split would hold what training has seen."""
    assert split_of(one) is split_of(other)


def test_splits_have_the_stated_sizes() -> None:
    """A tenth each for test and validation."""
    splits = [split_of(f"mbpp/{number}") for number in range(5000)]

    assert 400 < splits.count(Split.TEST) < 600
    assert 400 < splits.count(Split.VALID) < 600


def test_a_comparison_has_one_writer() -> None:
    """Programs of two writers are compared only where that is asked for."""
    candidates = [
        _labelled("right", passed=True, policy="large"),
        _labelled("wrong", passed=False, policy="small"),
    ]

    assert same_writer(candidates) == []
    assert [(one.chosen, one.rejected) for one in mixed_writers(candidates)] == [
        (("right",), ("wrong",))
    ]


def test_a_program_with_both_labels_counts_as_passing() -> None:
    """It cannot be set against itself."""
    candidates = [
        _labelled("same", passed=True),
        _labelled("same", passed=False),
        _labelled("wrong", passed=False),
    ]
    (one,) = same_writer(candidates)

    assert (one.chosen, one.rejected) == (("same",), ("wrong",))


def test_a_mutant_is_set_against_the_nearest_program() -> None:
    """The one that it was made of."""
    base, far = "def f(x):\n    y = x\n    return y + 1", "f = lambda x: x + 1"
    candidates = [
        _labelled(far, passed=True),
        _labelled(base, passed=True),
        _labelled(base.replace("+", "-"), passed=False, source="leetcode-mutants", policy="mutant"),
    ]
    (one,) = mutants(candidates)

    assert (one.chosen, one.policy) == ((base,), "mutant")


def test_a_mismatched_program_is_right_for_another_problem() -> None:
    """Of the same language; none where there is no other problem."""
    comparisons = same_writer(
        _labelled(f"{kind} {number}", passed=kind == "right", problem_id=f"mbpp/{number}")
        for number in range(5)
        for kind in ("right", "wrong")
    )
    foreign = foreign_programs(comparisons)
    chance = random.Random(1)

    assert mismatched(comparisons[0], foreign, chance) in {f"right {n}" for n in range(1, 5)}
    assert mismatched(comparisons[0], foreign_programs(comparisons[:1]), chance) is None


@pytest.mark.skipif(not DATA.is_dir(), reason="the labelled candidates are not beside the project")
def test_no_problem_of_the_real_data_crosses_splits() -> None:
    """Neither by its id nor by its text."""
    texts: dict[str, set[Split]] = {}
    for file in labelled_files(DATA)[:4]:
        for one in read_labelled([file]):
            texts.setdefault(one.problem_id, set()).add(split_of(one.problem_id))

    assert all(len(splits) == 1 for splits in texts.values())
