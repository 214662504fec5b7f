"""From a file or URL to a database that several processes share."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    InternalError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from deskcheck_models.errors import MissingExtraError
from deskcheck_server.errors import SettingsError
from deskcheck_server.feedback.errors import StoreDownError, StoreRefusedError

WAIT_SECONDS = 5  # for a connection, or for the lock of another process
STATEMENT_SECONDS = 30
REMEDY = "give a file for SQLite, or postgresql://user:password@host/database"
_DOWN = (OperationalError, InterfaceError, InternalError, PoolTimeoutError)


def engine_of(place: str) -> Engine:
    """An engine for a SQLite file or a PostgreSQL URL; connects to nothing yet.

    Raises SettingsError for another place, MissingExtraError without the driver.
    """
    url = _url(place)
    try:
        if url.get_backend_name() == "sqlite":
            return _sqlite(url)
        return _postgresql(url)
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"{error.name} is not installed, which PostgreSQL needs: "
            "pip install 'deskcheck[feedback]'"
        ) from error


@contextmanager
def translated() -> Iterator[None]:
    """Turn the library's errors into two of ours; theirs may quote what was to be kept."""
    try:
        yield
    except SQLAlchemyError as error:
        down = isinstance(error, _DOWN) or (
            isinstance(error, DBAPIError) and error.connection_invalidated
        )
        kind = StoreDownError if down else StoreRefusedError
        raise kind(f"the feedback database failed with {type(error).__name__}") from None


def _url(place: str) -> URL:
    if "://" not in place:
        return _file(Path(place))
    try:
        url = make_url(place)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise SettingsError(f"feedback_database is no URL that can be read: {REMEDY}") from None
    if backend == "sqlite":
        return _file(Path(url.database or ""))
    if backend not in ("postgresql", "postgres"):
        raise SettingsError(f"feedback_database is of {backend!r}: {REMEDY}")
    return url.set(drivername="postgresql+psycopg")


def _file(path: Path) -> URL:
    if path.name in ("", ":memory:"):
        raise SettingsError(f"feedback_database names no file: {REMEDY}")
    if not path.parent.is_dir():
        raise SettingsError(f"feedback_database is in {path.parent}, which is no folder: make it")
    if path.is_dir():
        raise SettingsError(f"feedback_database is {path}, which is a folder: name a file in it")
    return URL.create("sqlite", database=str(path))


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: object, _: object) -> None:
    # As SQLAlchemy's documentation has it: the driver's own BEGIN comes too late.
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode=WAL")  # readers and one writer at a time
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and then writes would fail where another process wrote since.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgresql(url: URL) -> Engine:
    options = f"-c statement_timeout={STATEMENT_SECONDS * 1000}"
    return create_engine(
        url,
        connect_args={"connect_timeout": WAIT_SECONDS, "options": options},
        pool_pre_ping=True,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
    )
