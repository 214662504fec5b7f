"""Ranks in this process, as the server would."""

from time import perf_counter
from typing import Self
from uuid import uuid4

from deskcheck_models.reranker import Reranker
from deskcheck_server.assembly import build_reranker
from deskcheck_server.command_line.model_errors import translated
from deskcheck_server.dialects import native_rerank
from deskcheck_server.schemas.replies import RerankReply
from deskcheck_server.schemas.requests import RerankRequest
from deskcheck_server.scored import Scored
from deskcheck_server.settings import Settings


class LocalScorer:
    """A Scorer over a Reranker."""

    def __init__(self, reranker: Reranker) -> None:
        self._reranker = reranker

    @classmethod
    def load(cls, settings: Settings) -> Self:
        """Load the verifier and its engine; raises UnavailableError, SettingsError."""
        # What a line holds must not depend on the lines before it: a run may be resumed.
        without_cache = settings.model_copy(update={"score_cache_entries": 0})
        with translated():
            return cls(build_reranker(without_cache))

    async def rerank(self, request: RerankRequest) -> RerankReply:
        """The ranking of one group, with an id of its own."""
        (group,) = native_rerank.groups(request)
        began = perf_counter()
        with translated():
            ranking = await self._reranker.rerank(group)
        model = self._reranker.verifier.name
        scored = Scored(uuid4().hex, model, (ranking,), perf_counter() - began)
        return native_rerank.reply(request, scored)

    async def close(self) -> None:
        """Close the engine and the extraction workers."""
        await self._reranker.close()
