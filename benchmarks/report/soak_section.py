"""Half an hour of work: what each program held, over time, and the figures in tables."""

from dataclasses import replace

from benchmarks.report.plain_section import plain_section
from benchmarks.report.plots.memory_plot import memory_plot
from benchmarks.report.result import Result
from benchmarks.report.section import Figure, Section
from benchmarks.report.values import Values

HELD = "held"
MINUTE = 60
CAPTION = "Growth is measured right of the dashed line, where the caches are full."


def soak_section(result: Result) -> Section:
    """Without the plot where an earlier version measured nothing over time."""
    if HELD not in result.figures:
        return plain_section(result)
    content = {name: one for name, one in result.figures.content.items() if name != HELD}
    plain = plain_section(replace(result, figures=Values(content, result.figures.place)))
    held = result.figures.child(HELD)
    minutes = [seconds / MINUTE for seconds in held.numbers("seconds")]
    mib = held.child("mib")
    plot = memory_plot(
        f"{result.path.stem}-memory",
        minutes,
        {program.replace("_", " "): mib.numbers(program) for program in mib.names()},
        begins=minutes[-1] / 3,
    )
    figure = Figure("Memory of each program", plot, CAPTION)
    return replace(plain, result=result, parts=(figure, *plain.parts))
