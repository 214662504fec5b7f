"""Feedback as the server uses it: rankings are kept, reports taken."""

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from deskcheck_models.group import Group
from deskcheck_models.reranker import Ranking
from deskcheck_server.errors import FeedbackUnavailableError
from deskcheck_server.feedback.kept import kept_group
from deskcheck_server.feedback.noting import Noted
from deskcheck_server.feedback.reports import Report
from deskcheck_server.telemetry.feedback_figures import FeedbackFigures

if TYPE_CHECKING:
    # Routes know feedback where SQLAlchemy is not installed.
    from deskcheck_server.feedback.writer import Writer

WAIT_SECONDS = 10.0  # for the database, at most


class Feedback:
    """Keeps rankings and takes reports on them, within its `async with` block."""

    def __init__(self, writer: "Writer", figures: FeedbackFigures, *, model: str) -> None:
        self._writer = writer
        self._figures = figures
        self._model = model

    async def __aenter__(self) -> Self:
        self._writer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._writer.close)

    def keep(self, request_id: str, number: int, group: Group, ranking: Ranking) -> None:
        """Have a ranking kept, if there is room; never waits and never fails."""
        model = group.adapter or self._model
        self._writer.keep(kept_group(request_id, number, model, group, ranking, now=time.time()))

    async def report(self, reports: Sequence[Report], *, seconds: float) -> Noted:
        """Write reports, and return once they are durable.

        Raises FeedbackUnavailableError, with nothing or all of it written, where the database does
        not take them within so many seconds, ten at most.
        """
        try:
            return await self._written(reports, min(seconds, WAIT_SECONDS))
        except FeedbackUnavailableError:
            self._figures.refused(len(reports))
            raise

    async def _written(self, reports: Sequence[Report], seconds: float) -> Noted:
        answer = asyncio.wrap_future(self._writer.report(reports))
        try:
            return await asyncio.wait_for(answer, seconds)
        except TimeoutError as error:
            told = f"the feedback database did not answer within {max(seconds, 0.0):.3g} s"
            raise FeedbackUnavailableError(f"{told}: try again in 5 s", retry_after=5) from error
