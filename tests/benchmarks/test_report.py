"""The report: results in, one page and its plots out; whatever is no result is refused by name."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.report.__main__ import main
from benchmarks.report.canvas import NARROW, Plot, svg
from benchmarks.report.ink import MARKS, Ink
from benchmarks.report.question import question_of
from benchmarks.result_file import RESULTS, file_hash
from tests.benchmarks.result_samples import RERANK, latency_figures, write_result_file

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with latency.json and its report, and the page: drawing takes its time."""
    folder = tmp_path_factory.mktemp("report")
    return folder, page_of(folder, write_result_file(folder, "latency", latency_figures(0.08, 6)))


def page_of(folder: Path, *results: Path) -> str:
    """The page that the command makes of results."""
    main([*map(str, results), "-o", str(folder / "out")])
    return (folder / "out" / "index.html").read_text(encoding="utf-8")


def test_every_figure_stands_beside_the_command_that_made_it(shown: tuple[Path, str]) -> None:
    """With machine, commit and date; the hashes of all inputs are on the page."""
    folder, page = shown
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", page, flags=re.DOTALL)

    assert len(captions) == 3
    for caption in captions:
        assert "<code>python -m benchmarks.latency</code> on Some CPU, 2 cores" in caption
        assert "2026-01-02, commit 012345678" in caption
    assert "ab" * 32 in page
    assert file_hash(folder / "latency.json") in page


def test_the_page_needs_nothing_outside_itself(shown: tuple[Path, str]) -> None:
    """No address, script, or import; the plots beside it are only linked to."""
    folder, page = shown
    linked = re.findall(r'(?:src|href)="([^"#]+)"', page)

    assert not re.search(r"<script|@import|url\(h|<img|<link rel=.stylesheet", page)
    assert set(linked) == {"data:,", *(each for each in linked if each.startswith("plots/"))}
    assert all((folder / "out" / each).is_file() for each in linked if each != "data:,")


def test_every_plot_is_a_png_file_too(tmp_path: Path) -> None:
    """Named after the result and the plot; those of an earlier report are gone."""
    (tmp_path / "out" / "plots").mkdir(parents=True)
    (tmp_path / "out" / "plots" / "old.png").touch()
    page_of(tmp_path, write_result_file(tmp_path, "latency", latency_figures()))
    files = sorted((tmp_path / "out" / "plots").iterdir())

    assert [file.name for file in files] == [
        "latency-break-even-0.png",
        "latency-frontier.png",
        "latency-times.png",
    ]
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in files)


def test_the_same_results_give_the_same_page(tmp_path: Path) -> None:
    """To the byte, so that a change of it says that a figure changed."""
    result = write_result_file(tmp_path, "latency", latency_figures())

    assert page_of(tmp_path, result) == page_of(tmp_path, result)


def test_headlines_are_the_figures_of_the_file(shown: tuple[Path, str]) -> None:
    """The speed-up and the pass rates, as numbers that people read."""
    values = re.findall(r"<dd>(.*?)</dd>\n<dd class", shown[1])

    assert [value.replace("\N{NO-BREAK SPACE}", " ") for value in values] == [
        "12.5 \N{MULTIPLICATION SIGN}",
        "60.0 %",
        "3 \N{MULTIPLICATION SIGN}",
        "10",
    ]


def test_plots_take_their_colours_from_the_page(shown: tuple[Path, str]) -> None:
    """Each colour is a variable, so that one drawing is legible on light and dark."""
    drawings = re.findall(r"<svg.*?</svg>", shown[1], flags=re.DOTALL)

    assert len(drawings) == 6  # three plots, wide and narrow
    for drawing in drawings:
        assert not re.search(r"#[0-9a-f]{6}\b", drawing)
        assert "var(--text)" in drawing


def test_ids_occur_once_in_a_page(tmp_path: Path) -> None:
    """Though every plot is drawn by the same hand, and twice."""
    results = [
        write_result_file(tmp_path, "latency", latency_figures(), name=name) for name in ("a", "b")
    ]
    ids = re.findall(r'\bid="([^"]+)"', page_of(tmp_path, *results))

    assert len(ids) == len(set(ids))


def test_texts_of_a_result_are_text_on_the_page(tmp_path: Path) -> None:
    """Neither markup, nor formulas, nor variables of a colour."""
    odd = "<script>alert(1)</script> $x^2$ & {{ 7 * 7 }}"
    figures = json.loads(json.dumps(latency_figures()).replace(RERANK, odd))
    page = page_of(tmp_path, write_result_file(tmp_path, "latency", figures, command=odd))

    assert "<script" not in page
    assert "49" not in page.replace("{{ 7 * 7 }}", "")[page.index("<body") :][:400]
    assert "$x^2$" in page


def test_a_label_that_looks_like_a_formula_is_drawn_as_it_is() -> None:
    """In the plot as on the page."""

    def draw(axes: "Axes", _: Ink) -> None:
        axes.plot([1], [1], label="$\\frac$")

    plot = Plot("odd", "odd", draw)

    assert "$\\frac$" in svg(plot, NARROW)
    assert MARKS.text not in svg(plot, NARROW)


def test_a_benchmark_without_a_section_of_its_own_is_shown_in_tables(tmp_path: Path) -> None:
    """Every single figure, with the question of its module."""
    figures = {"ratio": 3.25, "spread": [3, 4], "ways": {"one": {"p50": 1.5}, "two": {"p50": 2}}}
    page = page_of(tmp_path, write_result_file(tmp_path, "engines", figures))

    assert question_of("engines") in page
    for cell in ("<td>3.25</td>", "<td>3, 4</td>", "<td>1.5</td>", '<th scope="row">two</th>'):
        assert cell in page


def test_the_published_results_make_a_page(tmp_path: Path) -> None:
    """All files of benchmarks/results that hold a result."""
    results = sorted(RESULTS.glob("*.json"))
    page = page_of(tmp_path, *results)

    assert all(f"({result.name})" in page for result in results)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With the remedy."""
    with pytest.raises(SystemExit, match=r"gone\.json cannot be read: No such file .* give"):
        page_of(tmp_path, tmp_path / "gone.json")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "is no JSON"),
        ("[]", "holds a list, not a result"),
        ("{}", r"broken\.json: benchmark is missing"),
        ('{"benchmark": 5}', r"benchmark is 5, not a text"),
    ],
)
def test_a_file_that_holds_no_result_is_named(tmp_path: Path, text: str, reason: str) -> None:
    """With what is wrong in it."""
    path = tmp_path / "broken.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit, match=rf"broken\.json.*{reason}|{reason}"):
        page_of(tmp_path, path)


@pytest.mark.parametrize("field", ["speedup_p50", "ways", "frontier", "break_even"])
def test_a_figure_that_a_result_lacks_is_named(tmp_path: Path, field: str) -> None:
    """By its place in the file, and nothing is written."""
    figures = latency_figures()
    del figures[field]
    with pytest.raises(SystemExit, match=rf"latency\.json: figures\.{field} is missing; run"):
        page_of(tmp_path, write_result_file(tmp_path, "latency", figures))

    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), "soon", None, True])
def test_a_time_that_is_none_is_named(tmp_path: Path, seconds: object) -> None:
    """By its place and value."""
    figures = latency_figures()
    figures["frontier"][0]["p50_seconds"] = seconds  # type: ignore[index]
    with pytest.raises(
        SystemExit, match=r"figures\.frontier\[0\]\.p50_seconds is .*, not a number"
    ):
        page_of(tmp_path, write_result_file(tmp_path, "latency", figures))


def test_a_result_whose_parts_do_not_fit_is_named(tmp_path: Path) -> None:
    """A frontier of ways that were not measured."""
    figures = latency_figures()
    figures["frontier"][0]["way"] = "unheard of"  # type: ignore[index]
    with pytest.raises(SystemExit, match=r"latency\.json contradicts itself: .*unheard of"):
        page_of(tmp_path, write_result_file(tmp_path, "latency", figures))


def test_no_results_at_all_are_a_wrong_use(tmp_path: Path) -> None:
    """It says what to give."""
    with pytest.raises(SystemExit, match=r"give one result at least"):
        page_of(tmp_path)
