"""The way to the feedback database: places, addresses, and errors that quote nothing."""

from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="needs SQLAlchemy: pip install '.[feedback]'")

from sqlalchemy import text
from sqlalchemy.exc import (
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    InvalidRequestError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from deskcheck_server.errors import SettingsError
from deskcheck_server.feedback.connection import engine_of, translated
from deskcheck_server.feedback.errors import FeedbackStoreError, StoreDownError, StoreRefusedError

SECRET = "def secret(): pass"


def raised(error: Exception) -> FeedbackStoreError:
    """What becomes of an error of the library."""
    with pytest.raises(FeedbackStoreError) as caught, translated():
        raise error
    return caught.value


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError, InternalError])
def test_a_database_that_does_not_answer_is_down(kind: type[OperationalError]) -> None:
    """Later it may go well; what was to be written is not quoted."""
    error = raised(kind("insert", {"program": SECRET}, Exception(SECRET)))

    assert isinstance(error, StoreDownError)
    assert str(error) == f"the feedback database failed with {kind.__name__}"
    assert (error.__cause__, SECRET in repr(error)) == (None, False)


@pytest.mark.parametrize("kind", [DataError, IntegrityError, ProgrammingError])
def test_rows_that_it_does_not_take_are_refused(kind: type[DataError]) -> None:
    """Now or later."""
    error = raised(kind("insert", {"program": SECRET}, Exception(SECRET)))

    assert isinstance(error, StoreRefusedError)
    assert SECRET not in str(error)


def test_a_connection_that_broke_is_down_whatever_was_asked() -> None:
    """The library says so beside its error."""
    broken = ProgrammingError("insert", {}, Exception("closed"), connection_invalidated=True)

    assert isinstance(raised(broken), StoreDownError)


def test_other_errors_of_the_library_have_a_kind_too() -> None:
    """No connection in time is down; a wrong use of it is a defect that is refused."""
    assert isinstance(raised(PoolTimeoutError("none in time")), StoreDownError)
    assert isinstance(raised(InvalidRequestError("not so")), StoreRefusedError)


def test_errors_of_other_code_pass_through() -> None:
    """They are defects, and have their own words."""
    with pytest.raises(KeyError), translated():
        raise KeyError("x")


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}", "sqlite+pysqlite:///{}"])
def test_a_file_is_sqlite_in_every_form(tmp_path: Path, form: str) -> None:
    """Several processes share it: one writes, the others read on."""
    file = tmp_path / "feedback.db"
    engine = engine_of(form.format(file))
    try:
        with engine.begin() as connection:
            mode = connection.execute(text("PRAGMA journal_mode")).scalar()
            keys = connection.execute(text("PRAGMA foreign_keys")).scalar()
    finally:
        engine.dispose()

    assert (engine.url.database, mode, keys) == (str(file), "wal", 1)


def test_a_name_that_only_looks_like_an_address_is_a_file(tmp_path: Path) -> None:
    """With blanks, marks and letters of any language."""
    file = tmp_path / "größe ?#%20@x:y.db"
    engine = engine_of(str(file))
    try:
        with engine.begin() as connection:
            connection.execute(text("create table t (a integer)"))
    finally:
        engine.dispose()

    assert file.is_file()


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("oracle://a/b", "is of 'oracle': give a file for SQLite, or postgresql://"),
        ("mysql+pymysql://u:sekrit@h/d", "is of 'mysql'"),
        ("http://example.org/feedback.db", "is of 'http'"),
        ("nothing-of-the-kind://x", "is of 'nothing-of-the-kind'|no URL that can be read"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:////no/such/folder/x.db", "is in /no/such/folder, which is no folder: make it"),
    ],
)
def test_every_other_place_is_refused_with_the_remedy(place: str, told: str) -> None:
    """And without the password that may stand in it."""
    with pytest.raises(SettingsError, match=told) as caught:
        engine_of(place)

    assert "sekrit" not in str(caught.value)


def test_parameters_are_hidden_in_the_librarys_own_words(tmp_path: Path) -> None:
    """Should one of its errors ever be logged, it holds no program."""
    engine = engine_of(str(tmp_path / "feedback.db"))
    try:
        with (
            pytest.raises(OperationalError) as caught,
            engine.begin() as connection,
        ):
            connection.execute(text("insert into gone values (:program)"), {"program": SECRET})
    finally:
        engine.dispose()

    assert SECRET not in str(caught.value)
