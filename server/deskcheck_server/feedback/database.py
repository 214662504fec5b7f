"""The feedback store's rows: written, reported on, forgotten and read again."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, Row, bindparam, delete, insert, select, update

from deskcheck_server.feedback.connection import engine_of, translated
from deskcheck_server.feedback.kept import KeptGroup
from deskcheck_server.feedback.noting import Noted, Places, Unknown, noted_of
from deskcheck_server.feedback.reports import Report, Reported, ReportedGroup
from deskcheck_server.feedback.tables import CANDIDATES, GROUPS, METADATA, add_missing

GROUP_FIELDS = [
    column.name for column in GROUPS.columns if column.name not in ("id", "reported_at")
]
PAGE = 200  # groups read or forgotten in one transaction


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A program that somebody has tested."""

    problem_id: str
    problem: str
    model: str
    program: str
    language: str | None
    score: float | None
    passed: bool
    test_seconds: float | None
    policy: str | None


class Database:
    """One database, by one thread at a time; several processes may share it.

    Every method blocks, and raises StoreDownError or StoreRefusedError.
    """

    def __init__(self, place: str) -> None:
        """Raises SettingsError or MissingExtraError; connects to nothing yet."""
        self._engine: Engine = engine_of(place)
        url = self._engine.url
        self._file = Path(url.database or "") if url.get_backend_name() == "sqlite" else None

    @property
    def exists(self) -> bool:
        """Whether its file is there; true of a server, which only a connection could tell."""
        return self._file is None or self._file.is_file()

    def prepare(self) -> None:
        """Make the tables where they are missing; a new file is for its owner alone."""
        if self._file is not None:
            with suppress(OSError):  # which connecting then tells
                self._file.touch(0o600)
        with translated(), self._engine.begin() as connection:
            METADATA.create_all(connection)
            add_missing(connection)

    def keep(self, groups: Sequence[KeptGroup]) -> None:
        """Write ranked groups, all or none."""
        with translated(), self._engine.begin() as connection:
            for group in groups:
                values = {name: getattr(group, name) for name in GROUP_FIELDS}
                result = connection.execute(insert(GROUPS).values(**values))
                (number,) = result.inserted_primary_key or (None,)
                rows = [{"group_id": number, **asdict(one)} for one in group.candidates]
                connection.execute(insert(CANDIDATES), rows)

    def report(self, reports: Sequence[Report]) -> Noted:
        """Write what was reported; a later report on the same candidate replaces the earlier."""
        with translated(), self._engine.begin() as connection:
            places = _places(connection, {one.request_id for one in reports})
            groups = _groups(connection, sorted(set(places.values())))
            noted = noted_of(reports, places, groups)
            _write(connection, reports, places, noted.unknown)
            return noted

    def latest(self, most: int) -> Sequence[ReportedGroup]:
        """The groups that were reported on last, oldest first."""
        last = (
            select(GROUPS.c.id)
            .where(GROUPS.c.reported_at.is_not(None))
            .order_by(GROUPS.c.reported_at.desc())
            .limit(most)
        )
        with translated(), self._engine.begin() as connection:
            numbers = [row.id for row in connection.execute(last)]
            known = _groups(connection, sorted(numbers))
        return [known[number] for number in reversed(numbers)]

    def forget(self, *, unreported_before: float, reported_before: float, most: int) -> int:
        """Drop what is old, and the oldest beyond so many groups; returns how many went.

        Times are seconds since 1970. It drops up to 200 at a time, to hold no lock for long.
        """
        old = GROUPS.c.reported_at.is_(None) & (GROUPS.c.ranked_at < unreported_before)
        older = GROUPS.c.reported_at < reported_before
        newest = select(GROUPS.c.id).order_by(GROUPS.c.id.desc()).offset(most).limit(1)
        beyond = GROUPS.c.id <= newest.scalar_subquery()
        doomed = select(GROUPS.c.id).where(old | older | beyond).order_by(GROUPS.c.id).limit(PAGE)
        with translated(), self._engine.begin() as connection:
            numbers = [row.id for row in connection.execute(doomed)]
            if numbers:
                connection.execute(delete(GROUPS).where(GROUPS.c.id.in_(numbers)))
        return len(numbers)

    def labelled(self) -> Iterator[LabelledRow]:
        """Every candidate that was reported on, by group, a page at a time."""
        last = 0
        while page := self._page(last):
            for row in page:
                yield _labelled(row)
            last = page[-1].group_id

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def _page(self, last: int) -> Sequence[Row[tuple[object, ...]]]:
        numbers = (
            select(GROUPS.c.id)
            .where(GROUPS.c.id > last, GROUPS.c.reported_at.is_not(None))
            .order_by(GROUPS.c.id)
            .limit(PAGE)
        )
        rows = (
            select(CANDIDATES, GROUPS.c.problem_id, GROUPS.c.problem, GROUPS.c.model)
            .join(GROUPS)
            .where(GROUPS.c.id.in_(numbers), CANDIDATES.c.passed.is_not(None))
            .order_by(GROUPS.c.id, CANDIDATES.c.index)
        )
        with translated(), self._engine.begin() as connection:
            return connection.execute(rows).all()


def _labelled(row: Row[tuple[object, ...]]) -> LabelledRow:
    return LabelledRow(
        problem_id=row.problem_id,
        problem=row.problem,
        model=row.model,
        program=row.program,
        language=row.language,
        score=row.score,
        passed=row.passed,
        test_seconds=row.test_seconds,
        policy=row.policy,
    )


def _places(connection: Connection, ids: set[str]) -> Places:
    rows = connection.execute(
        select(GROUPS.c.request_id, GROUPS.c.number, GROUPS.c.id)
        .where(GROUPS.c.request_id.in_(sorted(ids)))
        .order_by(GROUPS.c.id)
    )
    return {(row.request_id, row.number): row.id for row in rows}


def _groups(connection: Connection, numbers: Sequence[int]) -> dict[int, ReportedGroup]:
    """Groups by their key, read a page at a time: a statement has a largest number of values."""
    found: dict[int, ReportedGroup] = {}
    for start in range(0, len(numbers), PAGE):
        found |= _groups_of(connection, numbers[start : start + PAGE])
    return found


def _groups_of(connection: Connection, numbers: Sequence[int]) -> dict[int, ReportedGroup]:
    columns = [CANDIDATES.c[name] for name in ("group_id", "index", "score", "rank", "passed")]
    rows = connection.execute(
        select(*columns, CANDIDATES.c.test_seconds, GROUPS.c.seconds)
        .join(GROUPS)
        .where(GROUPS.c.id.in_(numbers))
        .order_by(GROUPS.c.id, CANDIDATES.c.index)
    )
    seconds: dict[int, float] = {}
    members: dict[int, list[Reported]] = {}
    for row in rows:
        seconds[row.group_id] = row.seconds
        one = Reported(row[1], row.score, row.rank, row.passed, row.test_seconds)
        members.setdefault(row.group_id, []).append(one)
    return {
        number: ReportedGroup(number, seconds[number], tuple(ones))
        for number, ones in members.items()
    }


def _write(
    connection: Connection,
    reports: Sequence[Report],
    places: Places,
    unknown: Mapping[int, Unknown],
) -> None:
    rows = [
        (places[report.request_id, report.group], report)
        for place, report in enumerate(reports)
        if place not in unknown
    ]
    if not rows:
        return
    # In one order everywhere, so that two processes never wait for each other's rows.
    rows.sort(key=lambda row: (row[0], row[1].index))
    values = [
        {
            "of": number,
            "at": one.index,
            "passed": one.passed,
            "test_seconds": one.seconds,
            "policy": one.policy,
        }
        for number, one in rows
    ]
    same = (CANDIDATES.c.group_id == bindparam("of")) & (CANDIDATES.c.index == bindparam("at"))
    connection.execute(update(CANDIDATES).where(same), values)
    numbers = sorted({number for number, _ in rows})
    told = update(GROUPS).where(GROUPS.c.id.in_(numbers)).values(reported_at=time.time())
    connection.execute(told)
