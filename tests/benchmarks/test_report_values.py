"""How a result is read and its numbers are written, for any values that a file may hold."""

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from benchmarks.report.differences import Apart, Paired, Verdict, settings_changed
from benchmarks.report.errors import ReportError
from benchmarks.report.ink import DARK, LIGHT, MARKS, coloured_by_page, variables
from benchmarks.report.intervals import Interval, mean_difference, read_interval, share_interval
from benchmarks.report.leaves import leaves
from benchmarks.report.plain_section import IN_ROW, ROWS, flattened, plain_section, written
from benchmarks.report.question import question_of
from benchmarks.report.result import read_result
from benchmarks.report.section import Table
from benchmarks.report.values import Values
from benchmarks.report.words import SPACE, TIMES, decimal, duration, share, share_range, times
from tests.benchmarks.result_samples import write_result_file

PLACE = "a.json: figures"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


def values(**content: object) -> Values:
    """An object of a result."""
    return Values(content, PLACE)


def tables(folder: Path, figures: dict[str, object]) -> list[Table]:
    """What a page shows of a result that has no section of its own."""
    section = plain_section(read_result(write_result_file(folder, "engines", figures)))
    return [part for part in section.parts if isinstance(part, Table)]


@given(right=st.integers(0, 60), more=st.integers(0, 60))
def test_the_interval_of_a_share_is_that_of_scipy(right: int, more: int) -> None:
    """Wilson's, at 95 %."""
    count = right + more
    if count == 0:
        return
    expected = binomtest(right, count).proportion_ci(0.95, method="wilson")
    found = share_interval(right / count, count)

    assert found.low == pytest.approx(expected.low, abs=1e-6)
    assert found.high == pytest.approx(expected.high, abs=1e-6)


def test_a_share_of_nothing_may_be_anything() -> None:
    """No trial says nothing."""
    assert share_interval(0.5, 0) == Interval(0.5, 0.0, 1.0)


@given(
    before=st.lists(st.floats(-10, 10), min_size=1, max_size=12),
    shift=st.floats(-5, 5),
)
def test_the_same_shift_in_every_trial_is_certain(before: list[float], shift: float) -> None:
    """Its interval is a point."""
    after = [one + shift for one in before]
    found = mean_difference(before, after, range(len(before)))

    for bound in (found.value, found.low, found.high):
        assert bound == pytest.approx(shift, abs=1e-9)


@given(differences=st.lists(st.floats(-3, 3), min_size=2, max_size=10), data=st.data())
def test_a_mean_lies_within_its_interval(differences: list[float], data: st.DataObject) -> None:
    """However the trials are bound together; and the interval within the extremes."""
    size = len(differences)
    clusters = data.draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    found = mean_difference([0.0] * size, differences, clusters)

    assert min(differences) - 1e-9 <= found.low <= found.high <= max(differences) + 1e-9


def test_an_interval_of_a_mean_is_about_two_standard_errors() -> None:
    """Of a hundred trials of one normal distribution."""
    draw = np.random.default_rng(5).normal(0, 1, 100)
    found = mean_difference(np.zeros(100).tolist(), draw.tolist(), range(100))
    error = draw.std(ddof=1) / 10

    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.1)


def paired(low: float, high: float, *, ratio: bool) -> Verdict:
    """What is said of a difference with these bounds."""
    return Paired("x", 1.0, 2.0, Interval((low + high) / 2, low, high), ratio, "9").verdict


@pytest.mark.parametrize(
    ("low", "high", "ratio", "verdict"),
    [
        (-0.1, 0.1, False, Verdict.NOISE),
        (0.0, 0.2, False, Verdict.NOISE),
        (0.01, 0.2, False, Verdict.DIFFERS),
        (-0.3, -0.1, False, Verdict.DIFFERS),
        (0.9, 1.1, True, Verdict.NOISE),
        (1.01, 1.4, True, Verdict.DIFFERS),
        (0.4, 0.9, True, Verdict.DIFFERS),
    ],
)
def test_a_difference_is_noise_where_no_change_lies_within_its_bounds(
    low: float, high: float, ratio: bool, verdict: Verdict
) -> None:
    """None is 0, of a ratio 1."""
    assert paired(low, high, ratio=ratio) is verdict


@pytest.mark.parametrize(
    ("before", "after", "intervals", "verdict"),
    [
        (1.0, 1.0, None, Verdict.NOISE),
        (1.0, 2.0, None, Verdict.UNKNOWN),
        (1.0, 2.0, ((0.5, 1.5), (1.4, 2.6)), Verdict.NOISE),
        (1.0, 2.0, ((0.5, 1.5), (1.6, 2.6)), Verdict.DIFFERS),
        (2.0, 1.0, ((1.6, 2.6), (0.5, 1.5)), Verdict.DIFFERS),
    ],
)
def test_without_trials_a_difference_is_told_from_the_overlap(
    before: float,
    after: float,
    intervals: tuple[tuple[float, float], tuple[float, float]] | None,
    verdict: Verdict,
) -> None:
    """Without intervals it cannot be told, unless there is none."""
    bounds = None
    if intervals is not None:
        one, other = intervals
        bounds = (Interval(before, *one), Interval(after, *other))

    assert Apart("x", before, after, bounds).verdict is verdict


def test_settings_that_only_one_run_had_are_changes() -> None:
    """In their order; equal ones are none."""
    assert settings_changed({"a": 1, "b": 2}, {"b": 3, "a": 1, "c": None}) == [("b", "2", "3")]
    assert settings_changed({"a": 1}, {}) == [("a", "1", "none")]


@given(content=st.dictionaries(st.text(max_size=4), JSON, max_size=4))
def test_figures_of_any_json_are_found_without_failing(content: dict[str, object]) -> None:
    """Each is a number."""
    for name, leaf in leaves(content).items():
        assert isinstance(name, str)
        assert isinstance(leaf.value, float)


def test_a_figure_is_named_by_its_path() -> None:
    """Underscores are blanks; true is no figure."""
    found = leaves({"p50_seconds": 1, "ways": {"one_way": {"rate": 2.5, "good": True}}})

    assert {name: one.value for name, one in found.items()} == {
        "p50 seconds": 1.0,
        "ways · one way · rate": 2.5,
    }


def test_an_estimate_is_one_figure_with_its_interval() -> None:
    """So is a median with its extremes."""
    found = leaves(
        {
            "a": {"value": 2.0, "low": 1.0, "high": 3.0},
            "b": {"median": 5, "fastest": 4, "slowest": 9},
        }
    )

    assert found["a"].interval == Interval(2.0, 1.0, 3.0)
    assert found["b"].interval == Interval(5.0, 4.0, 9.0)


@pytest.mark.parametrize("name", ["samples", "defects", "data", "right", "bins", "mcnemar"])
def test_what_is_no_figure_is_skipped(name: str) -> None:
    """Or is compared in pairs."""
    assert leaves({name: {"a": 1}, "b": 2}).keys() == {"b"}


@pytest.mark.parametrize(
    ("read", "wanted"),
    [
        ("text", "a text"),
        ("number", "a number"),
        ("integer", "a whole number"),
        ("flag", "true or false"),
        ("child", "an object"),
        ("children", "a list"),
        ("numbers", "a list"),
    ],
)
def test_a_field_of_another_type_is_named_with_its_value(read: str, wanted: str) -> None:
    """And with what is wanted."""
    with pytest.raises(ReportError, match=rf"{re.escape(PLACE)}\.x is None, not {wanted}"):
        getattr(values(x=None), read)("x")


@pytest.mark.parametrize("read", ["text", "number", "integer", "flag", "child", "numbers"])
def test_a_missing_field_is_named_with_the_remedy(read: str) -> None:
    """An older version may have written the file."""
    with pytest.raises(ReportError, match=r"figures\.x is missing; run the benchmark again"):
        getattr(values(y=1), read)("x")


@pytest.mark.parametrize("value", [True, math.nan, math.inf, -math.inf, "1"])
def test_what_is_no_finite_number_is_refused(value: object) -> None:
    """True is none either."""
    with pytest.raises(ReportError, match="not a number"):
        values(x=value).number("x")


@pytest.mark.parametrize("value", [0, -1, -0.5])
def test_a_time_must_be_above_nothing(value: float) -> None:
    """Its logarithm is drawn."""
    with pytest.raises(ReportError, match="not a number above 0"):
        values(x=value).positive("x")


def test_a_list_names_the_member_that_is_odd() -> None:
    """By its index."""
    with pytest.raises(ReportError, match=r"figures\.x\[1\] is 'b', not a number"):
        values(x=[1, "b"]).numbers("x")
    with pytest.raises(ReportError, match=r"figures\.x\[0\] is 3, not an object"):
        values(x=[3]).children("x")


def test_the_place_of_an_inner_object_is_its_path() -> None:
    """So that the message points at it."""
    inner = values(a={"b": [{"c": "x"}]}).child("a").children("b")[0]

    with pytest.raises(ReportError, match=r"figures\.a\.b\[0\]\.c is 'x', not a number"):
        inner.number("c")


def test_an_interval_is_read_from_three_fields() -> None:
    """All of them are needed."""
    assert read_interval(values(value=1, low=0.5, high=2)) == Interval(1.0, 0.5, 2.0)
    with pytest.raises(ReportError, match="high is missing"):
        read_interval(values(value=1, low=0.5))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.0, "0 s"),
        (2e-7, "0.2 µs"),
        (0.00099, "990 µs"),
        (0.001, "1 ms"),
        (0.0123, "12.3 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1 s"),
        (0.0009996, "1 ms"),
        (999.6, "1,000 s"),
        (1.0, "1 s"),
        (59.94, "59.9 s"),
        (1234.5, "1,234 s"),
    ],
)
def test_a_time_is_written_in_the_unit_that_suits_it(seconds: float, said: str) -> None:
    """With three digits at most."""
    assert duration(seconds).replace(SPACE, " ") == said


@given(seconds=st.floats(1e-6, 1e6))
def test_any_time_is_written_in_a_few_signs(seconds: float) -> None:
    """Without an exponent."""
    said = duration(seconds)

    assert len(said) <= 11
    assert "e" not in said


@pytest.mark.parametrize(
    ("value", "said"), [(0.0, "0.0 %"), (0.123456, "12.3 %"), (1.0, "100.0 %"), (-0.02, "-2.0 %")]
)
def test_a_share_is_written_in_per_cent(value: float, said: str) -> None:
    """With one digit after the point."""
    assert share(value).replace(SPACE, " ") == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(1.5, "1.5"), (12.345, "12.3"), (999.4, "999"), (999.6, "1,000"), (1500.0, "1,500")],
)
def test_a_ratio_is_written_with_three_digits(value: float, said: str) -> None:
    """And the sign of multiplication."""
    assert times(value) == f"{said}{SPACE}{TIMES}"


def test_ranges_stand_behind_their_value() -> None:
    """In the same unit."""
    assert share_range(Interval(0.5, 0.4, 0.6)).replace(SPACE, " ") == "50.0 % (40.0 to 60.0)"
    assert decimal(0.12345) == "0.123"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "yes"),
        (False, "no"),
        (None, ""),
        (12345, "12,345"),
        (0.000123456, "0.0001235"),
        (123456.7, "123,457"),
        ("as it is", "as it is"),
        ([1, 2.5, None], "1, 2.5, "),
    ],
)
def test_a_figure_in_a_plain_table_is_written_for_people(value: object, said: str) -> None:
    """Numbers with four digits."""
    assert written(value) == said


@given(content=st.dictionaries(st.text(min_size=1, max_size=4), JSON, max_size=4))
def test_every_single_figure_is_shown(content: dict[str, object]) -> None:
    """As many as there are leaves."""

    def count(value: object) -> int:
        if isinstance(value, dict):
            return sum(map(count, value.values()))
        if isinstance(value, list):
            return sum(map(count, value))
        return 1

    assert len(list(flattened(content))) == count(content)


def test_a_long_table_is_cut_and_says_so(tmp_path: Path) -> None:
    """A result may name every defect."""
    (table,) = tables(tmp_path, {"rows": [{"a": n} for n in range(ROWS + 10)]})

    assert len(table.rows) == ROWS
    assert table.caption == f"The first {ROWS} of {ROWS + 10}."


def test_a_short_list_of_numbers_is_one_cell_and_a_long_one_a_table(tmp_path: Path) -> None:
    """A spread is read at a glance."""
    found = tables(tmp_path, {"few": [1, 2], "many": list(range(IN_ROW + 1))})

    assert [part.title for part in found] == ["Figures", "many"]
    assert list(found[0].rows) == [("few", "1, 2")]


def test_rows_with_different_columns_leave_cells_empty(tmp_path: Path) -> None:
    """Every column that any row has."""
    (table,) = tables(tmp_path, {"ways": {"a": {"x": 1}, "b": {"y_z": 2}}})

    assert table.columns == ("", "x", "y z")
    assert list(table.rows) == [("a", "1", ""), ("b", "", "2")]


@pytest.mark.parametrize("ink", [LIGHT, DARK, MARKS])
def test_colours_come_round_again(ink: object) -> None:
    """There are as many variables as colours."""
    assert isinstance(ink, type(LIGHT))
    count = len(ink.series)

    assert ink.of(count) == ink.of(0)
    assert len(variables(ink)) == 4 + count


def test_every_mark_becomes_a_variable_of_the_page() -> None:
    """In capitals too; other colours stay."""
    marked = f"{MARKS.text} {MARKS.series[0].upper()} #123456"

    assert coloured_by_page(marked) == "var(--text) var(--series-0) #123456"


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.1, section 1.4.3."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_series_are_legible_on_their_paper(ink: object) -> None:
    """4.5 to 1 for text, 3 to 1 for what is drawn."""
    assert isinstance(ink, type(LIGHT))

    assert min(contrast(one, ink.paper) for one in (ink.text, ink.muted)) >= 4.5
    assert min(contrast(one, ink.paper) for one in ink.series) >= 3.0


@pytest.mark.parametrize("name", ["latency", "testbed", "soak", "overload", "engines"])
def test_a_benchmark_asks_a_question(name: str) -> None:
    """The first line of its module."""
    assert question_of(name).endswith("?")


@pytest.mark.parametrize("name", ["gone", "../secret", "", "a b", "result_file/.."])
def test_an_unknown_benchmark_asks_nothing(name: str) -> None:
    """Nor is a file outside the folder read."""
    assert question_of(name) == ""


def test_a_quick_result_is_known_by_its_command(tmp_path: Path) -> None:
    """A word, and not a part of one."""
    quick = write_result_file(tmp_path, "soak", {}, command="python -m benchmarks.soak --quick")
    other = write_result_file(tmp_path, "soak", {}, name="b", command="python quick--quickly")

    assert read_result(quick).quick
    assert not read_result(other).quick


def test_a_result_that_is_no_text_is_named(tmp_path: Path) -> None:
    """Its bytes are no UTF-8."""
    (tmp_path / "a.json").write_bytes(b"\xff\xfe{}")

    with pytest.raises(ReportError, match=r"a\.json is no JSON"):
        read_result(tmp_path / "a.json")


def test_numbers_of_a_machine_are_shown_as_text(tmp_path: Path) -> None:
    """As they stand in the file."""
    result = read_result(write_result_file(tmp_path, "soak", {}, machine={"cores": 2}))

    assert result.machine == {"cores": "2"}
    assert json.dumps(result.figures.content) == "{}"
