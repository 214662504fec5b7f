"""What stands on the page: the figures of each benchmark, and what lies between two results."""

from pathlib import Path

import pytest

from benchmarks.report.__main__ import main
from benchmarks.report.canvas import png
from benchmarks.report.comparison_section import comparison_section
from benchmarks.report.differences import (
    Verdict,
    other_differences,
    paired_differences,
)
from benchmarks.report.intervals import mean_difference, share_interval
from benchmarks.report.leaves import leaves
from benchmarks.report.result import Result, read_result
from benchmarks.report.section import Figure, Table
from benchmarks.report.sections import section_of
from tests.benchmarks.result_samples import RERANK, latency_figures, write_result_file
from tests.benchmarks.testbed_samples import LISTS, measured_figures


def result_of(folder: Path, benchmark: str, figures: dict[str, object], name: str = "") -> Result:
    """A result, read back from its file."""
    return read_result(write_result_file(folder, benchmark, figures, name=name))


def plain(cell: str) -> str:
    """A cell with usual blanks."""
    return cell.replace("\N{NO-BREAK SPACE}", " ")


def test_every_split_of_the_testbed_is_a_bar_and_a_row(tmp_path: Path) -> None:
    """With its interval, and what a blind choice comes to."""
    section = section_of(result_of(tmp_path, "testbed", measured_figures()))
    selection = next(part for part in section.parts if part.title == "Selection")

    assert isinstance(selection, Table)
    assert [row[0] for row in selection.rows] == ["held-out", "hard"]
    assert [plain(cell) for cell in selection.rows[0][1:4]] == [
        "58.3 % (48.3 to 68.3)",
        "40.0 %",
        "2: 60.0 %, 3: 50.0 %",
    ]


def test_the_testbed_gets_bars_curves_and_a_reliability_diagram(tmp_path: Path) -> None:
    """Sizes that no group reaches are not drawn."""
    section = section_of(result_of(tmp_path, "testbed", measured_figures()))
    figures = [part.plot.name for part in section.parts if isinstance(part, Figure)]
    best = next(part for part in section.parts if part.title == "Best of N")

    assert figures == ["testbed-splits", "testbed-best-of", "testbed-reliability"]
    assert isinstance(best, Table)
    assert [row[0] for row in best.rows if row[0].startswith("hard")] == [
        "hard, best of 2",
        "hard, best of 4",
    ]


def test_a_verifier_without_calibration_or_groups_is_shown_without(tmp_path: Path) -> None:
    """As the testbed leaves them out where there is nothing to measure."""
    figures = measured_figures()
    figures["verifiers"][0] |= {
        "calibration": None,
        "none_correct": None,
        "edits": [],
        "cost": None,
    }
    for split in figures["verifiers"][0]["splits"].values():
        split["selection"]["best_of"] = []
        split["ranking"]["tau_b"] = None
    section = section_of(result_of(tmp_path, "testbed", figures))

    assert [part.title for part in section.parts if isinstance(part, Figure)] == [
        "Choosing the right program, by split"
    ]


def test_a_soak_is_drawn_program_by_program(tmp_path: Path) -> None:
    """In minutes, from the first to the last sample; what is drawn is no table as well."""
    mib = {"deskcheck": [100.0, 500.0, 501.0], "extraction_worker": [30.0, 34.0, 34.0]}
    held = {"seconds": [0, 900, 1800], "mib": mib, "descriptors": [20, 21, 20]}
    section = section_of(result_of(tmp_path, "soak", {"growth_mib": 0.5, "held": held}))
    figure, table = section.parts

    assert isinstance(figure, Figure)
    assert isinstance(table, Table)
    assert figure.plot.description == (
        "MiB in memory over 30 minutes; at the end deskcheck 501, extraction worker 34."
    )
    assert list(table.rows) == [("growth mib", "0.5")]
    assert png(figure.plot).startswith(b"\x89PNG")


def test_results_of_two_benchmarks_cannot_be_compared(tmp_path: Path) -> None:
    """The message names both."""
    one = write_result_file(tmp_path, "latency", latency_figures())
    other = write_result_file(tmp_path, "engines", {})
    with pytest.raises(SystemExit, match=r"latency\.json is of latency and .* of engines"):
        main(["--compare", str(one), str(other), "-o", str(tmp_path / "out")])


def test_the_same_result_twice_differs_in_nothing(tmp_path: Path) -> None:
    """Neither paired nor apart."""
    one = result_of(tmp_path, "latency", latency_figures())
    other = result_of(tmp_path, "latency", latency_figures(), name="again")

    assert {each.verdict for each in paired_differences(one, other)} == {Verdict.NOISE}
    assert {each.verdict for each in other_differences(one, other)} == {Verdict.NOISE}


def test_times_of_the_same_problems_are_paired_as_a_ratio(tmp_path: Path) -> None:
    """Twice as long in every problem is no noise; a way that did not change is."""
    before, after = latency_figures(0.1), latency_figures(0.1)
    seconds = after["samples"]["seconds"][RERANK]  # type: ignore[index]
    seconds.update({problem: 2 * value for problem, value in seconds.items()})
    found = paired_differences(
        result_of(tmp_path, "latency", before), result_of(tmp_path, "latency", after, name="b")
    )
    doubled = next(one for one in found if one.name == f"{RERANK}: seconds")

    assert doubled.difference.value == pytest.approx(2.0)
    assert doubled.difference.low == pytest.approx(2.0)
    assert (doubled.verdict, doubled.trials) == (Verdict.DIFFERS, "10 problems")
    assert sum(one.verdict is Verdict.DIFFERS for one in found) == 1


def test_one_changed_choice_of_ten_is_noise(tmp_path: Path) -> None:
    """Nine problems that did not change say so."""
    found = paired_differences(
        result_of(tmp_path, "latency", latency_figures(passes=5)),
        result_of(tmp_path, "latency", latency_figures(passes=6), name="b"),
    )
    changed = next(one for one in found if one.name == f"{RERANK}: passes")

    assert (changed.before, changed.after) == (0.5, 0.6)
    assert changed.verdict is Verdict.NOISE


def test_lists_of_the_testbed_are_paired_and_drawn_by_problem(tmp_path: Path) -> None:
    """Two lists of a problem are no two problems."""
    none, all_right = "0" * LISTS, "1" * LISTS
    before = result_of(tmp_path, "testbed", measured_figures(none))
    found = paired_differences(
        before, result_of(tmp_path, "testbed", measured_figures(all_right), name="b")
    )

    assert [one.trials for one in found] == ["12 lists of 6 problems"] * 2
    assert {one.verdict for one in found} == {Verdict.DIFFERS}
    assert {(one.before, one.after) for one in found} == {(0.0, 1.0)}


def test_other_lists_are_not_paired(tmp_path: Path) -> None:
    """Where the fingerprint differs; neither are verifiers of other names."""
    figures = measured_figures()
    other = measured_figures()
    for size in other["splits"].values():
        size["fingerprint"] = "0" * 64
    before = result_of(tmp_path, "testbed", figures)

    assert paired_differences(before, result_of(tmp_path, "testbed", other, name="b")) == []
    other = measured_figures(verifier="else")
    assert paired_differences(before, result_of(tmp_path, "testbed", other, name="c")) == []


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ({"value": 1, "low": 0, "high": 2}, {"value": 3, "low": 1.5, "high": 4}, Verdict.NOISE),
        ({"value": 1, "low": 0, "high": 2}, {"value": 3, "low": 2.5, "high": 4}, Verdict.DIFFERS),
        ({"median": 1, "fastest": 0.5, "slowest": 2}, 3, Verdict.UNKNOWN),
        (1, 2, Verdict.UNKNOWN),
        (1, 1, Verdict.NOISE),
    ],
)
def test_without_trials_intervals_are_held_against_each_other(
    tmp_path: Path, before: object, after: object, verdict: Verdict
) -> None:
    """And without intervals nothing is claimed."""
    found = other_differences(
        result_of(tmp_path, "engines", {"one": before}),
        result_of(tmp_path, "engines", {"one": after}, name="b"),
    )

    assert [each.verdict for each in found] == [verdict]


def test_what_changed_between_the_runs_is_named(tmp_path: Path) -> None:
    """Commit, machine, inputs and settings; other machines and inputs are a warning."""
    before = read_result(write_result_file(tmp_path, "engines", {"one": 1}))
    after = read_result(
        write_result_file(
            tmp_path,
            "engines",
            {"one": 2},
            name="after",
            commit="f" * 40,
            machine={"processor": "Other CPU", "cores": 4},
            inputs={"problems.jsonl.gz": "cd" * 32},
            setup={"seed": 2},
        )
    )
    section = comparison_section(before, after)
    changed = section.parts[0]

    assert isinstance(changed, Table)
    assert {row[0] for row in changed.rows} >= {"commit", "processor", "seed", "problems.jsonl.gz"}
    assert "0 of 1 inputs have the same hash" in changed.caption
    assert any("machines differ" in warning for warning in section.warnings)
    assert any("inputs differ" in warning for warning in section.warnings)


def test_a_comparison_is_a_page_with_both_commands(tmp_path: Path) -> None:
    """Each figure stands beside the two."""
    one = write_result_file(tmp_path, "latency", latency_figures(), command="first command")
    other = write_result_file(
        tmp_path, "latency", latency_figures(0.2), name="b", command="second command"
    )
    main(["--compare", str(one), str(other), "-o", str(tmp_path / "out")])
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")

    assert page.count("<figcaption>") == 2
    assert page.count("<code>first command</code> on") == 2
    assert page.count("<code>second command</code> on") == 2


def test_rows_are_named_by_their_texts_and_sizes() -> None:
    """So that two runs meet row by row, whatever the weights were."""
    figures = {
        "ways": [{"way": "a", "candidates": 16, "p50": 0.5, "revision": "1f"}],
        "samples": {"x": 1},
    }

    assert {name: one.value for name, one in leaves(figures).items()} == {
        "ways · a, 16 candidates · p50": 0.5
    }


def test_the_interval_of_a_share_is_wilsons() -> None:
    """Of 5 in 10: 0.2366 to 0.7634; it never leaves 0 and 1."""
    middle, none = share_interval(0.5, 10), share_interval(0.0, 10)

    assert [middle.low, middle.high] == pytest.approx([0.2366, 0.7634], abs=1e-4)
    assert [none.low, none.high] == pytest.approx([0.0, 0.2775], abs=1e-4)


def test_a_bootstrap_over_clusters_is_wider_than_over_trials() -> None:
    """Ten alike trials of one problem are one."""
    before, after = [0.0] * 40, [1.0] * 20 + [0.0] * 20
    alone = mean_difference(before, after, range(40))
    clustered = mean_difference(before, after, [place // 10 for place in range(40)])

    assert alone.value == clustered.value == 0.5
    assert clustered.high - clustered.low > 1.5 * (alone.high - alone.low)
