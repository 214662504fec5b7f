"""How long rankings and reports are kept, and how many."""

import time
from dataclasses import dataclass

from deskcheck_server.feedback.database import Database

HOUR, DAY = 3600.0, 86_400.0
UNREPORTED = DAY  # a ranking waits so long for its first report


@dataclass(frozen=True, slots=True)
class Retention:
    """`days` for groups that were reported on, counted from their last report; `groups` of all."""

    days: int
    groups: int

    def forget(self, database: Database) -> int:
        """Drop some of what is kept for too long; returns how many groups, 0 once all is gone."""
        now = time.time()
        return database.forget(
            unreported_before=now - UNREPORTED,
            reported_before=now - self.days * DAY,
            most=self.groups,
        )
