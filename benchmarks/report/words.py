"""Numbers as the page prints them."""

from benchmarks.report.intervals import Interval

SPACE = "\N{NO-BREAK SPACE}"  # so that a unit stays on the line of its number
TIMES = "\N{MULTIPLICATION SIGN}"
THREE_DIGITS = 999.5  # what is less is written in three without an exponent


def share(value: float) -> str:
    """A share in per cent."""
    return f"{100 * value:.1f}{SPACE}%"


def share_range(one: Interval) -> str:
    """A share in per cent with its interval."""
    return f"{share(one.value)} ({100 * one.low:.1f} to {100 * one.high:.1f})"


def decimal(value: float) -> str:
    """A figure that is no share, such as a correlation."""
    return f"{value:.3f}"


def range_of(one: Interval) -> str:
    """The same, with its interval."""
    return f"{one.value:.3f} ({one.low:.3f} to {one.high:.3f})"


def times(value: float) -> str:
    """A ratio."""
    return _short(value) + SPACE + TIMES


def whole(value: float) -> str:
    """A count."""
    return f"{value:,.0f}"


def duration(value: float) -> str:
    """Seconds in the unit that suits them, with three digits at most."""
    for factor, unit in ((1e6, "µs"), (1e3, "ms")):
        if 0 < factor * value < THREE_DIGITS:
            return f"{factor * value:.3g}{SPACE}{unit}"
    return f"{_short(value)}{SPACE}s"


def _short(value: float) -> str:
    return f"{value:.3g}" if value < THREE_DIGITS else whole(value)
