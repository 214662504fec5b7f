"""Rows, rates, grades and writers of the testbed, for any candidates that users bring."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.comparison.defects import Defects
from benchmarks.comparison.records import BROKEN_LINE
from benchmarks.testbed.earlier_result import OTHER_LISTS, earlier_signs
from benchmarks.testbed.errors import TestbedError
from benchmarks.testbed.figures import SplitSize
from benchmarks.testbed.graded import DISAGREEING, HARD_FROM, graded, read_graded
from benchmarks.testbed.grades import Grade, grade_key, read_grades, write_grades
from benchmarks.testbed.lists import lists_of
from benchmarks.testbed.rows import SEVERAL, TWICE, mixed_rows, rows_by_writer
from benchmarks.testbed.writers import UNKNOWN, Writer, Writers
from deskcheck_models.training.labelled import LabelledDataError
from tests.benchmarks.testbed_data import candidates, record, records, row, write_data

RATES = st.lists(st.sampled_from([None, 0, 2, 4, 6, 8, 9, 10]), min_size=1, max_size=8)


@given(rates=RATES, writers=st.lists(st.sampled_from("abc"), min_size=8, max_size=8))
def test_rows_by_writer_hold_every_candidate_of_the_mixed_ones(
    rates: list[int | None], writers: list[str]
) -> None:
    """Each once, under its own writer."""
    found = candidates(
        record("own/1", rate, number=n, writer=writers[n]) for n, rate in enumerate(rates)
    )
    mixed = mixed_rows(found, Defects())
    apart = rows_by_writer(mixed)

    assert sum(len(one.candidates) for one in apart) == len(mixed[0].candidates) == len(rates)
    assert mixed[0].writer == SEVERAL
    for one in apart:
        assert {each.candidate.policy for each in one.candidates} == {one.writer}


@given(rates=RATES)
def test_a_row_is_made_of_its_two_sides(rates: list[int | None]) -> None:
    """Those that passed everything, and the rest."""
    found = row(rates)

    assert len(found.right) == rates.count(10)
    assert len(found.right) + len(found.wrong) == len(rates)


@given(rates=RATES, seed=st.integers(0, 20))
def test_lists_are_made_of_programs_of_their_row(rates: list[int | None], seed: int) -> None:
    """One right, the others wrong by different rates; truths stand beside their programs."""
    source = row(rates)
    truths = {one.candidate.program: one.truth for one in source.candidates}

    for one in lists_of([source], seed=seed):
        assert one.right is not None
        assert one.truths == tuple(truths[program] for program in one.programs)
        assert one.truths[one.right] == 1.0
        assert sum(truth == 1.0 for truth in one.truths) == 1


@pytest.mark.parametrize(
    ("extra", "rate", "nearly"),
    [
        ({"n_tests": 10, "n_passed": 7}, 0.7, True),
        ({"n_tests": 10, "n_passed": 6}, 0.6, False),
        ({"n_tests": 10, "n_passed": 10}, None, False),
        ({"n_tests": 0, "n_passed": 0}, None, False),
        ({"n_tests": "10", "n_passed": 7}, None, False),
        ({"base_pass": True}, None, True),
        ({"base_pass": "yes"}, None, False),
        ({"base_pass": True, "n_tests": 10, "n_passed": 1}, 0.1, False),
    ],
)
def test_a_failing_program_has_the_rate_that_its_tests_tell(
    extra: dict[str, object], rate: float | None, nearly: bool
) -> None:
    """A rate goes before a first set of tests; one that is no share is none."""
    found = graded(record("own/1", None) | {"extra": extra}, "here")

    assert (found.rate, found.nearly) == (rate, nearly)
    assert found.truth == (rate or 0.0)


@pytest.mark.parametrize("passed", [-1, 11])
def test_a_rate_beyond_all_tests_is_refused_with_its_place(passed: int) -> None:
    """It would turn an order round."""
    with pytest.raises(LabelledDataError, match=f"here passed {passed} of 10 tests"):
        graded(record("own/1", None, n_tests=10, n_passed=passed), "here")


@given(
    grades=st.dictionaries(
        st.tuples(st.text(max_size=10), st.text(max_size=30)),
        st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda x: Grade(sum(x), x[0])),
        max_size=5,
    )
)
def test_grades_come_back_as_they_were_written(
    grades: dict[tuple[str, str], Grade], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """By problem and program."""
    path = tmp_path_factory.mktemp("grades") / "grades.jsonl"
    keyed = {grade_key(*key): grade for key, grade in grades.items()}
    path.touch()
    write_grades(path, keyed.items())

    assert read_grades(path, Defects()) == keyed


@pytest.mark.parametrize(
    ("tests", "passed"), [(3, 4), (3, -1), ("3", 1), (None, None), (3, None), (3, 1.5)]
)
def test_a_grade_that_is_no_share_is_a_defect(
    tmp_path: Path, tests: object, passed: object
) -> None:
    """Its program has no grade then."""
    path = tmp_path / "grades.jsonl"
    line = {"problem_id": "p", "program": "x", "n_tests": tests, "n_passed": passed}
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    defects = Defects()

    assert read_grades(path, defects) == {}
    assert defects.counts() == {BROKEN_LINE: 1}


@given(program=st.text(max_size=30))
def test_empty_lines_around_a_program_do_not_change_its_key(program: str) -> None:
    """The data and a run of our own may differ in them."""
    assert grade_key("p", f"\n\n{program}\n") == grade_key("p", program.strip("\n"))


def test_a_run_of_ones_own_gives_failing_programs_their_rate(tmp_path: Path) -> None:
    """Where the data tell only that they failed."""
    line = record("own/1", None)
    grades = {grade_key("own/1", str(line["candidate"])): Grade(10, 8)}
    folder = write_data(tmp_path, [line])
    (found,) = read_graded([folder / "own.jsonl.gz"], Defects(), grades)

    assert found.rate == 0.8 >= HARD_FROM
    assert found.nearly


def test_a_run_that_contradicts_the_label_is_named_and_not_taken(tmp_path: Path) -> None:
    """All passed, and the data say that it failed."""
    line = record("own/1", None)
    grades = {grade_key("own/1", str(line["candidate"])): Grade(10, 10)}
    defects = Defects()
    (found,) = read_graded([write_data(tmp_path, [line]) / "own.jsonl.gz"], defects, grades)

    assert found.rate is None
    assert defects.counts() == {DISAGREEING: 1}


def test_the_same_program_by_two_writers_is_one_candidate() -> None:
    """The first writer's."""
    defects = Defects()
    one, other = (record("own/1", 10, writer=name) for name in ("a", "b"))
    other["candidate"] = one["candidate"]
    (found,) = mixed_rows(candidates([one, other, *records("own/1", [0], start=5)]), defects)

    assert [each.candidate.policy for each in found.right] == ["a"]
    assert defects.counts() == {TWICE: 1}


def writers(folder: Path, text: str) -> Writers:
    """Those of a file."""
    path = folder / "writers.toml"
    path.write_text(text, encoding="utf-8")
    return Writers.read(path)


def test_the_first_pattern_that_is_found_counts(tmp_path: Path) -> None:
    """In any case of letters; who fits none is of no known family."""
    found = writers(
        tmp_path,
        '[[writer]]\npattern = "coder-32b"\nfamily = "a"\nstrong = true\n'
        '[[writer]]\npattern = "coder"\nfamily = "b"\n',
    )

    assert found.of("My-CODER-32b") == Writer("a", strong=True)
    assert found.of("coder-7b") == Writer("b", strong=False)
    assert found.of("nobody") == Writer(UNKNOWN, strong=False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"has no \[\[writer\]\]"),
        ("writer = 3", r"has no \[\[writer\]\]"),
        ('[[writer]]\npattern = "("\nfamily = "a"', r"has the pattern '\('"),
        ('[[writer]]\npattern = "a"', "give two texts"),
        ('[[writer]]\npattern = "a"\nfamily = "b"\nstrong = "yes"', "give two texts"),
        ('[[writer]]\npattern = "a"\nfamily = "b"\nweak = true', "has 'weak'; a writer has"),
        ("[[writer]", "cannot be read"),
    ],
)
def test_a_file_of_writers_that_cannot_work_is_named(
    tmp_path: Path, text: str, message: str
) -> None:
    """With the value and the remedy."""
    with pytest.raises(TestbedError, match=message):
        writers(tmp_path, text)


def size(fingerprint: str) -> SplitSize:
    """A split of two lists."""
    return SplitSize("about", 2, 0, 1, 4, 1, {"python": 2}, 0.0, fingerprint, (0, 0))


def earlier(folder: Path, fingerprint: str = "f") -> Path:
    """An earlier result with one verifier."""
    figures = {
        "splits": {"hard": {"fingerprint": fingerprint}},
        "verifiers": [{"verifier": "v", "engine": "e", "right": {"hard": "10"}}],
    }
    path = folder / "testbed.json"
    path.write_text(json.dumps({"figures": figures}), encoding="utf-8")
    return path


def test_an_earlier_verifier_is_compared_on_the_same_lists(tmp_path: Path) -> None:
    """Under its name and that of the file; a split with other lists is named."""
    defects = Defects()
    sizes = {"hard": size("f"), "easy": size("g")}

    assert earlier_signs(earlier(tmp_path), sizes, defects) == {
        "hard": {"v, e in testbed.json": "10"}
    }
    assert [(one.kind, one.where) for one in defects] == [(OTHER_LISTS, "easy")]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"figures": {"splits": 3}}', "null"])
def test_a_file_that_is_no_result_is_refused(tmp_path: Path, text: str) -> None:
    """With the flag that named it."""
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(TestbedError, match=r"--against .*other\.json is no result"):
        earlier_signs(path, {"hard": size("f")}, Defects())
