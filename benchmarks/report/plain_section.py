"""Any other benchmark: its figures in tables, as they stand in the file."""

from collections.abc import Iterator, Mapping

from benchmarks.report.result import Result
from benchmarks.report.section import Section, Table

IN_ROW = 6  # figures in one cell
ROWS = 200  # of a table; results may name every defect


def plain_section(result: Result) -> Section:
    """One table for the single figures, and one for every group of them."""
    singles, tables = [], []
    for name, value in result.figures.content.items():
        title = name.replace("_", " ")
        if _is_single(value):
            singles.append((title, written(value)))
        elif isinstance(value, dict | list) and value:
            tables.append(_table(title, value))
    if singles:
        tables.insert(0, Table("Figures", ("figure", "value"), singles))
    return Section(result, (), tables)


def _is_single(value: object) -> bool:
    """One figure, or a few in a row, such as a spread."""
    if isinstance(value, list):
        return 0 < len(value) <= IN_ROW and not any(isinstance(one, dict | list) for one in value)
    return not isinstance(value, dict)


def _table(title: str, group: Mapping[str, object] | list[object]) -> Table:
    if isinstance(group, dict) and all(isinstance(row, dict) for row in group.values()):
        return _rows(title, group)
    if isinstance(group, list) and all(isinstance(row, dict) for row in group):
        return _rows(title, {str(place): row for place, row in enumerate(group, start=1)})
    leaves = list(flattened(group))
    caption = f"The first {ROWS} of {len(leaves)}." if len(leaves) > ROWS else ""
    return Table(title, ("figure", "value"), leaves[:ROWS], caption)


def _rows(title: str, group: Mapping[str, object]) -> Table:
    """A row for each member, a column for each figure that any has."""
    rows = {name: dict(flattened(row)) for name, row in list(group.items())[:ROWS]}
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    cells = [
        (name.replace("_", " "), *(row.get(column, "") for column in columns))
        for name, row in rows.items()
    ]
    caption = f"The first {ROWS} of {len(group)}." if len(group) > ROWS else ""
    return Table(title, ("", *(column.replace("_", " ") for column in columns)), cells, caption)


def flattened(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every single figure inside, with its path."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from flattened(inner, f"{path} · {name}" if path else str(name))
    elif isinstance(value, list):
        for place, inner in enumerate(value, start=1):
            yield from flattened(inner, f"{path} {place}".strip())
    else:
        yield path, written(value)


def written(value: object) -> str:
    """One figure: numbers with four digits, anything else as it is."""
    if isinstance(value, list):
        return ", ".join(map(written, value))
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: ""}[value]
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 10_000 else f"{value:,.0f}"
    return str(value)
