"""From settings to feedback, or none; the only way to what needs SQLAlchemy."""

from typing import TYPE_CHECKING

from structlog.stdlib import BoundLogger

from deskcheck_models.errors import MissingExtraError
from deskcheck_server.settings import Settings
from deskcheck_server.telemetry.feedback_figures import FeedbackFigures

if TYPE_CHECKING:
    from deskcheck_server.feedback.database import Database
    from deskcheck_server.feedback.feedback import Feedback


def open_feedback(
    settings: Settings, figures: FeedbackFigures, log: BoundLogger, *, model: str
) -> "Feedback | None":
    """Feedback as the settings want it, not yet started; None where they name no database.

    Raises SettingsError for a database that cannot be, MissingExtraError without the libraries. One
    that is down is no error: reports are refused until it comes back.
    """
    database = open_database(settings)
    if database is None:
        return None
    from deskcheck_server.feedback.feedback import Feedback
    from deskcheck_server.feedback.retention import Retention
    from deskcheck_server.feedback.writer import Writer

    retention = Retention(settings.feedback_days, settings.feedback_groups)
    return Feedback(Writer(database, retention, figures=figures, log=log), figures, model=model)


def check_database(settings: Settings) -> None:
    """Look at the settings before a verifier takes minutes to load; raises as `open_feedback`."""
    database = open_database(settings)
    if database is not None:
        database.close()


def open_database(settings: Settings) -> "Database | None":
    """The database that the settings name, or None; raises as `open_feedback`."""
    if settings.feedback_database is None:
        return None
    try:
        from deskcheck_server.feedback.database import Database
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"{error.name} is not installed, which feedback_database needs: "
            "pip install 'deskcheck[feedback]'"
        ) from error
    return Database(settings.feedback_database.get_secret_value())
