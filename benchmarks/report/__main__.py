"""What did the benchmarks say? One page to look at, made of their results.

    python -m benchmarks.report RESULT... -o FOLDER
    python -m benchmarks.report --compare BEFORE AFTER -o FOLDER

Writes FOLDER/index.html, which needs nothing outside itself, and every plot as a PNG file. Each
figure stands beside the command that made it. With --compare the page shows two results of one
benchmark side by side, what changed between the runs, and which differences are noise.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report.comparison_section import comparison_section
from benchmarks.report.errors import ReportError
from benchmarks.report.page import write_page
from benchmarks.report.result import read_result
from benchmarks.report.section import Section
from benchmarks.report.sections import section_of

OUTPUT = Path(__file__).parents[2] / "runs" / "report"  # which git ignores


def main(arguments: Sequence[str] | None = None) -> None:
    """Read results, write the page, and say where it is."""
    options = _parser().parse_args(arguments)
    try:
        page = write_page(*_contents(options.results, options.compare), options.output)
    except ReportError as error:
        raise SystemExit(f"benchmarks.report: {error}") from error
    except OSError as error:
        raise SystemExit(f"benchmarks.report: cannot write: {error}") from error
    sys.stdout.write(f"written to {page}\n")


def _contents(paths: Sequence[Path], compared: Sequence[Path] | None) -> tuple[str, list[Section]]:
    """The page's title, and what stands on it."""
    if compared and paths:
        raise ReportError("--compare takes two results and no others")
    if compared:
        before, after = map(read_result, compared)
        return f"Deskcheck {after.benchmark}: two results", [comparison_section(before, after)]
    if not paths:
        raise ReportError("give one result at least, such as benchmarks/results/*.json")
    return "Deskcheck benchmarks", [section_of(read_result(path)) for path in paths]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report")
    add = parser.add_argument
    add("results", nargs="*", type=Path, metavar="RESULT", help="JSON files of benchmarks/results")
    add("--compare", nargs=2, type=Path, metavar=("BEFORE", "AFTER"), help="of one benchmark")
    add("-o", "--output", type=Path, default=OUTPUT, help="folder for the page (runs/report)")
    return parser


if __name__ == "__main__":
    main()
