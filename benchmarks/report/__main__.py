"""What did the benchmarks say? One page to look at, made of their results.

    python -m benchmarks.report RESULT... -o FOLDER

Writes FOLDER/index.html, which needs nothing outside itself, and every plot as a PNG file. Each
figure stands beside the command that made it.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report.errors import ReportError
from benchmarks.report.page import write_page
from benchmarks.report.result import read_result
from benchmarks.report.sections import section_of


def main(arguments: Sequence[str] | None = None) -> None:
    """Read results, write the page, and say where it is."""
    options = _parser().parse_args(arguments)
    try:
        page = _reported(options.results, options.output)
    except ReportError as error:
        raise SystemExit(f"benchmarks.report: {error}") from error
    except OSError as error:
        raise SystemExit(f"benchmarks.report: cannot write: {error}") from error
    sys.stdout.write(f"written to {page}\n")


def _reported(paths: Sequence[Path], folder: Path) -> Path:
    if not paths:
        raise ReportError("give one result at least, such as benchmarks/results/*.json")
    return write_page(
        "Deskcheck benchmarks", [section_of(read_result(path)) for path in paths], folder
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report")
    add = parser.add_argument
    add("results", nargs="*", type=Path, metavar="RESULT", help="JSON files of benchmarks/results")
    add("-o", "--output", type=Path, default=Path("report"), help="folder for the page (report)")
    return parser


if __name__ == "__main__":
    main()
