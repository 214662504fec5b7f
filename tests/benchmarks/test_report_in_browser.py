"""The page as people see it: in a real browser, on a phone, in the dark and on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.report.__main__ import main
from tests.benchmarks.browser import Page, browser, missing
from tests.benchmarks.result_samples import latency_figures, write_result_file
from tests.benchmarks.testbed_samples import measured_figures

PHONE, DESKTOP = 360, 1200
HIDDEN = "getComputedStyle(document.querySelector('{}')).display === 'none'"
INK = "getComputedStyle(document.querySelector('svg text')).fill"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of three results, one of them with a table as wide as tables get."""
    if reason := missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("report")
    wide = {"rows": [{f"a column with number {n}": n / 3 for n in range(30)}], "word": "x" * 300}
    results = [
        write_result_file(folder, "latency", latency_figures()),
        write_result_file(folder, "testbed", measured_figures()),
        write_result_file(folder, "engines", wide),
    ]
    main([*map(str, results), "-o", str(folder / "out")])
    return folder / "out" / "index.html"


@pytest.fixture(scope="module")
def tab(page: Path) -> Iterator[Page]:
    """A tab of one browser for all tests here."""
    with browser() as tab:
        yield tab


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_wider_than_the_window(tab: Page, page: Path, width: int, dark: bool) -> None:
    """Wide tables scroll inside themselves; the browser has nothing to complain about."""
    tab.open(page, width=width, dark=dark)

    assert tab.value("document.documentElement.scrollWidth") == width
    assert tab.errors == []


def test_a_comparison_is_not_wider_than_a_phone(tab: Page, tmp_path: Path) -> None:
    """Though it names commands, commits and hashes of both."""
    before = write_result_file(tmp_path, "latency", latency_figures())
    after = write_result_file(tmp_path, "latency", latency_figures(0.2), name="after")
    main(["--compare", str(before), str(after), "-o", str(tmp_path / "out")])
    tab.open(tmp_path / "out" / "index.html", width=PHONE)

    assert tab.value("document.documentElement.scrollWidth") == PHONE


def test_the_page_asks_for_nothing_but_itself(tab: Page, page: Path) -> None:
    """Not even for an icon."""
    tab.requests.clear()
    tab.open(page, width=DESKTOP)

    assert {url for url in tab.requests if url != "data:,"} == {page.as_uri()}


@pytest.mark.parametrize(("width", "shown"), [(PHONE, ".narrow"), (DESKTOP, ".wide")])
def test_a_plot_is_shown_in_the_drawing_for_its_width(
    tab: Page, page: Path, width: int, shown: str
) -> None:
    """And in that one alone; its letters are as large as a small print's at least."""
    tab.open(page, width=width)
    other = {".narrow": ".wide", ".wide": ".narrow"}[shown]
    height = f"document.querySelector('{shown} svg text').getBoundingClientRect().height"

    assert tab.value(HIDDEN.format(other))
    assert not tab.value(HIDDEN.format(shown))
    assert tab.value(height) >= 11


def test_letters_of_plots_are_dark_on_light_and_light_on_dark(tab: Page, page: Path) -> None:
    """As those of the page are."""
    inks = []
    for dark in (False, True):
        tab.open(page, width=DESKTOP, dark=dark)
        inks.append(tab.value(INK))
        assert tab.value("getComputedStyle(document.documentElement).color") == inks[-1]

    assert inks == ["rgb(28, 31, 35)", "rgb(232, 234, 237)"]


def test_the_page_prints(tab: Page, page: Path) -> None:
    """Dark ink on paper, whatever the screen."""
    tab.open(page, width=DESKTOP, dark=True)

    assert tab.print().startswith(b"%PDF")
