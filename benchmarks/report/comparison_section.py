"""Two results of one benchmark side by side: what changed, and which differences are noise."""

from collections.abc import Sequence

from benchmarks.report.differences import (
    Apart,
    Paired,
    Verdict,
    other_differences,
    paired_differences,
    settings_changed,
)
from benchmarks.report.errors import ReportError
from benchmarks.report.plain_section import written
from benchmarks.report.plots.differences_plot import Change, differences_plot
from benchmarks.report.result import Result
from benchmarks.report.section import Figure, Headline, Part, Section, Table
from benchmarks.report.words import duration, share, times

PAIRED = (
    "Both results keep what came out of the same trials, so trials are paired: the interval is the "
    "central 95 % of 4,000 bootstrap draws of whole problems. One in twenty of such differences "
    "lies outside its interval by chance alone."
)
OVERLAP = (
    "The results state an interval or a spread of each figure but not its trials, so all that can "
    "be said is whether the two overlap. Overlapping intervals can still hide a difference."
)
UNKNOWN = "Neither result says how far these figures spread: a change of them may be noise."
NUMBERED = "The numbers are those of the table below. Grey ones are within noise."


def comparison_section(before: Result, after: Result) -> Section:
    """Raises ReportError where the two are not of one benchmark."""
    if before.benchmark != after.benchmark:
        raise ReportError(
            f"{before.path} is of {before.benchmark} and {after.path} of {after.benchmark}; "
            "compare two results of one benchmark"
        )
    paired = paired_differences(before, after)
    others = [one for one in other_differences(before, after) if one.before != one.after]
    parts: list[Part] = [
        _changed(before, after),
        *_paired_parts(paired),
        *_overlap(others),
        *_unknown(others),
    ]
    headlines = _headlines([*paired, *others])
    return Section(after, headlines, parts, _warnings(before, after), before)


def _warnings(before: Result, after: Result) -> list[str]:
    found = []
    if dict(before.machine) != dict(after.machine):
        found.append("The machines differ: times say as much about them as about the change.")
    if changed := settings_changed(before.inputs, after.inputs):
        names = ", ".join(name for name, _, _ in changed)
        found.append(f"The inputs differ ({names}): figures may differ for that reason.")
    if before.quick != after.quick:
        found.append("One of the two is a quick run.")
    return found


def _headlines(found: Sequence[Paired | Apart]) -> list[Headline]:
    counts = {verdict: sum(one.verdict is verdict for one in found) for verdict in Verdict}
    beside = {
        Verdict.DIFFERS: "more than noise explains",
        Verdict.NOISE: "an interval holds no change, or two overlap",
        Verdict.UNKNOWN: "no interval and no samples",
    }
    return [
        Headline(str(count), f"figures: {verdict}", beside[verdict])
        for verdict, count in counts.items()
    ]


def _changed(before: Result, after: Result) -> Table:
    fields = ("command", "commit", "date")
    rows = [
        (name, getattr(before, name), getattr(after, name))
        for name in fields
        if getattr(before, name) != getattr(after, name)
    ]
    for mine, theirs in (
        (before.machine, after.machine),
        (before.inputs, after.inputs),
        (before.setup, after.setup),
    ):
        rows += settings_changed(mine, theirs)
    same = sum(after.inputs.get(name) == digest for name, digest in before.inputs.items())
    caption = f"{same} of {len(before.inputs)} inputs have the same hash."
    return Table("What changed between the runs", ("", "before", "after"), rows, caption)


def _paired_parts(paired: Sequence[Paired]) -> list[Part]:
    parts: list[Part] = []
    for ratio, title, axis in (
        (True, "Times, after over before", "times as long"),
        (False, "Shares, after less before", "difference of the share"),
    ):
        if rows := [one for one in paired if one.ratio is ratio]:
            changes = [_change(one) for one in rows]
            kind = "ratios" if ratio else "shares"
            plot = differences_plot(f"paired-{kind}", changes, axis, 1.0 if ratio else 0.0)
            parts.append(Figure(title, plot, NUMBERED))
            parts.append(_paired_table(title, rows))
    return parts


def _change(one: Paired) -> Change:
    found = one.difference
    clear = one.verdict is Verdict.DIFFERS
    return Change(one.name, found.value, found.low, found.high, clear)


def _paired_table(title: str, rows: Sequence[Paired]) -> Table:
    cells = []
    for number, one in enumerate(rows, start=1):
        level, step = (duration, times) if one.ratio else (share, share)
        found = one.difference
        cells.append(
            (
                f"{number}. {one.name}",
                level(one.before),
                level(one.after),
                f"{step(found.value)} ({step(found.low)} to {step(found.high)})",
                str(one.verdict),
                one.trials,
            )
        )
    columns = ("figure", "before", "after", "difference", "verdict", "paired over")
    return Table(f"{title}, in numbers", columns, cells, PAIRED)


def _overlap(others: Sequence[Apart]) -> list[Table]:
    rows = [
        (
            one.name,
            _with_bounds(one.before, one.intervals[0].low, one.intervals[0].high),
            _with_bounds(one.after, one.intervals[1].low, one.intervals[1].high),
            written(one.after - one.before),
            str(one.verdict),
        )
        for one in others
        if one.intervals is not None
    ]
    columns = ("figure", "before", "after", "difference", "verdict")
    return [Table("Figures with intervals", columns, rows, OVERLAP)] if rows else []


def _with_bounds(value: float, low: float, high: float) -> str:
    return f"{written(value)} ({written(low)} to {written(high)})"


def _unknown(others: Sequence[Apart]) -> list[Table]:
    rows = [
        (one.name, written(one.before), written(one.after), written(one.after - one.before))
        for one in others
        if one.intervals is None
    ]
    columns = ("figure", "before", "after", "difference")
    return [Table("Other figures that changed", columns, rows, UNKNOWN)] if rows else []
