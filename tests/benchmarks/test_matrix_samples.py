"""The matrix of policies and verifiers: what holds for any samples, and its command line."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.comparison.defects import Defects
from benchmarks.known.item import Item, ScoredItem
from benchmarks.known.records import BROKEN
from benchmarks.matrix.cells import row
from benchmarks.matrix.options import LEAST, MOST, QUICK_LEAST, QUICK_MOST, read_options
from benchmarks.matrix.policies import Policy, chosen, read_policies
from deskcheck_models.training.labelled import Split, split_of

SCORES = st.sampled_from([-math.inf, 0.0, 1.0, 2.0])
SIDES = st.tuples(st.lists(SCORES, max_size=4), st.lists(SCORES, max_size=4)).filter(
    lambda sides: len(sides[0]) + len(sides[1]) >= 2
)
PROBLEMS = st.lists(SIDES, min_size=1, max_size=5)


def scored(sides: list[tuple[list[float], list[float]]]) -> list[ScoredItem]:
    """An item for each."""
    return [
        ScoredItem(
            Item(str(n), "p", ("r",) * len(right), ("w",) * len(wrong)), tuple(right), tuple(wrong)
        )
        for n, (right, wrong) in enumerate(sides)
    ]


def record(problem: str, program: str, **more: object) -> dict[str, object]:
    """A labelled candidate."""
    return {
        "source": "own",
        "problem_id": problem,
        "problem": f"Write {problem}.",
        "language": "python",
        "candidate": program,
        "policy": "coder",
        "label": 1,
        "extra": {},
        **more,
    }


def policies(
    folder: Path, records: list[object], part: Split | None = None
) -> tuple[list[Policy], Defects]:
    """Those of a file with these lines, and what was odd."""
    path, defects = folder / "own.jsonl", Defects()
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    return read_policies([path], part, defects), defects


@given(sides=PROBLEMS)
def test_an_oracle_that_scores_is_the_oracle(sides: list[tuple[list[float], list[float]]]) -> None:
    """Its choice closes the whole gap, where there is one."""
    known = scored([([1.0] * len(right), [0.0] * len(wrong)) for right, wrong in sides])

    for cell in row({"oracle": known}, (2, 4), 27):
        verifier = cell["verifiers"]["oracle"]
        assert verifier["best_of_n"]["value"] == pytest.approx(cell["oracle"]["value"])
        assert verifier["gap_closed"] in (None, pytest.approx(1.0, abs=1e-3))


@given(sides=PROBLEMS)
def test_a_verifier_that_ties_everything_chooses_blindly(
    sides: list[tuple[list[float], list[float]]],
) -> None:
    """Its pass rate is pass@1 at every number of samples."""
    tied = scored([([1.0] * len(right), [1.0] * len(wrong)) for right, wrong in sides])

    for cell in row({"tied": tied}, (2, 4), 27):
        found = cell["verifiers"]["tied"]["best_of_n"]["value"]
        assert found == pytest.approx(cell["pass_at_1"]["value"], abs=1e-9)


@given(sides=PROBLEMS)
def test_a_choice_is_never_better_than_the_oracle(
    sides: list[tuple[list[float], list[float]]],
) -> None:
    """Nor worse than nothing."""
    for cell in row({"any": scored(sides)}, (2, 4, 8), 27):
        value = cell["verifiers"]["any"]["best_of_n"]["value"]
        assert -1e-9 <= value <= cell["oracle"]["value"] + 1e-9


@given(sides=PROBLEMS)
def test_verifiers_of_a_row_are_measured_on_the_same_problems(
    sides: list[tuple[list[float], list[float]]],
) -> None:
    """As many as have so many samples."""
    both = {"a": scored(sides), "b": scored(sides)}

    for cell in row(both, (2, 4, 8), 27):
        enough = sum(len(right) + len(wrong) >= cell["size"] for right, wrong in sides)
        assert cell["problems"] == enough
        assert cell["verifiers"]["a"] == cell["verifiers"]["b"]


def test_a_size_that_no_problem_has_is_left_out() -> None:
    """Nothing is said of it."""
    cells = row({"any": scored([([1.0], [0.0])])}, (2, 4, 8), 27)

    assert [cell["size"] for cell in cells] == [2]


def test_only_problems_of_the_wanted_part_are_read(tmp_path: Path) -> None:
    """By the hash of their ids."""
    names = [f"own/{number}" for number in range(200)]
    records: list[object] = [record(name, f"x = {n}") for n, name in enumerate(names)]
    (found,), _ = policies(tmp_path, records, Split.TEST)

    assert {item.name for item in found.items} == {
        name for name in names if split_of(name) is Split.TEST
    }


def test_the_same_problem_in_two_languages_is_two_items(tmp_path: Path) -> None:
    """Programs in two languages are no choice."""
    records: list[object] = [record("p", "x = 1"), record("p", "let x = 1", language="javascript")]
    (found,), _ = policies(tmp_path, records)

    assert sorted(item.subset for item in found.items) == ["javascript", "python"]
    assert found.samples == 2


@pytest.mark.parametrize("also", ["other", None, [3], {"a": 1}, ["mutant"]])
def test_an_odd_list_of_other_writers_names_nobody(tmp_path: Path, also: object) -> None:
    """The candidate itself is kept."""
    found, _ = policies(tmp_path, [record("p", "x = 1", extra={"also_by": also})])

    assert [one.name for one in found] == ["coder"]


def test_a_program_that_a_policy_wrote_twice_is_one_sample(tmp_path: Path) -> None:
    """How often is not known."""
    records: list[object] = [record("p", "x = 1"), record("p", "x = 1")]
    (found,), _ = policies(tmp_path, records)

    assert found.samples == 1


@pytest.mark.parametrize("line", [{"problem_id": "p"}, {**record("p", "x"), "label": 2}, [1], 3])
def test_a_line_that_is_no_candidate_is_named(tmp_path: Path, line: object) -> None:
    """And the next one is read."""
    (found,), defects = policies(tmp_path, [line, record("p", "x = 1")])

    assert found.samples == 1
    assert [(one.kind, one.where) for one in defects] == [(BROKEN, "own.jsonl:1")]


@given(right=st.integers(0, 30), wrong=st.integers(0, 30), most=st.integers(2, 16))
def test_a_problem_keeps_at_most_so_many_samples_and_their_labels(
    right: int, wrong: int, most: int
) -> None:
    """Each once."""
    texts = tuple(f"r{n}" for n in range(right)), tuple(f"w{n}" for n in range(wrong))
    policy = Policy("coder", (Item("p", "p", *texts, "python"),))
    kept = chosen([policy], least=1, most=most, seed=1, defects=Defects())

    if right + wrong < 2:
        assert kept == []
        return
    (item,) = kept[0].items
    assert len(item.texts) == min(most, right + wrong) == len(set(item.texts))
    assert set(item.right) <= set(texts[0])
    assert set(item.wrong) <= set(texts[1])


def test_whether_a_sample_is_kept_does_not_depend_on_its_label() -> None:
    """Over many problems the kept share of right ones is that of all: three in eight."""
    items = tuple(
        Item(f"p{n}", "p", tuple(f"r{k}" for k in range(12)), tuple(f"w{k}" for k in range(20)))
        for n in range(400)
    )
    (kept,) = chosen([Policy("coder", items)], least=1, most=8, seed=1, defects=Defects())
    right = sum(len(item.right) for item in kept.items)

    assert kept.samples == 8 * 400
    assert right / kept.samples == pytest.approx(12 / 32, abs=0.03)


def test_a_quick_matrix_reads_less() -> None:
    """Unless numbers are given."""
    full, quick = read_options([]), read_options(["--quick"])
    given_numbers = read_options(["--quick", "--least", "3", "--samples", "9"])

    assert (full.least, full.most) == (LEAST, MOST)
    assert (quick.least, quick.most) == (QUICK_LEAST, QUICK_MOST)
    assert (given_numbers.least, given_numbers.most) == (3, 9)


def test_files_of_ones_own_take_the_place_of_the_data() -> None:
    """Unless both are given."""
    live = ["--live-code-bench", "a=f.json"]

    assert read_options(live).data == ()
    assert read_options([*live, "--data", "d"]).data == (Path("d"),)
    assert len(read_options([]).data) == 1


def test_a_policy_is_named_before_its_file() -> None:
    """The file may hold another sign of equality."""
    options = read_options(["--live-code-bench", "coder=a=b.json"])

    assert options.live_code_bench == (("coder", Path("a=b.json")),)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--least", "0"], "--least is 0; give a number above 0"),
        (["--samples", "-2"], "--samples is -2; give a number above 0"),
        (["--live-code-bench", "f.json"], "--live-code-bench is 'f.json'; give POLICY=FILE"),
        (["--eval-plus", "=f.json"], "--eval-plus is '=f.json'; give POLICY=FILE"),
        (["--eval-plus", "a=f.json"], "--eval-plus needs --eval-plus-problems"),
        (["--split", "half"], "--split"),
        (["--engine", "magic"], "--engine"),
    ],
)
def test_a_value_that_cannot_work_ends_with_exit_code_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the value and the remedy."""
    with pytest.raises(SystemExit) as ended:
        read_options(arguments)

    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_the_parts_of_the_data_are_chosen_by_name() -> None:
    """`all` is every part."""
    parts: list[Any] = [read_options(["--split", name]).part for name in ("test", "valid", "all")]

    assert parts == [Split.TEST, Split.VALID, None]
