"""Which section a result gets."""

from collections.abc import Callable
from types import MappingProxyType

from benchmarks.report.errors import ReportError
from benchmarks.report.known_section import known_section
from benchmarks.report.latency_section import latency_section
from benchmarks.report.matrix_section import matrix_section
from benchmarks.report.plain_section import plain_section
from benchmarks.report.result import Result
from benchmarks.report.section import Section
from benchmarks.report.soak_section import soak_section
from benchmarks.report.testbed_section import testbed_section

SECTIONS: MappingProxyType[str, Callable[[Result], Section]] = MappingProxyType(
    {
        "known": known_section,
        "latency": latency_section,
        "matrix": matrix_section,
        "soak": soak_section,
        "testbed": testbed_section,
    }
)


def section_of(result: Result) -> Section:
    """The benchmark's own, or plain tables.

    Raises ReportError where a figure is missing, or parts of the file do not fit together.
    """
    try:
        return SECTIONS.get(result.benchmark, plain_section)(result)
    except (LookupError, ValueError, ZeroDivisionError) as error:
        raise ReportError(f"{result.path.name} contradicts itself: {error!r}") from error
