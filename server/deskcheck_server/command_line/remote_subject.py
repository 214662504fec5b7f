"""A running server as what is verified."""

from collections.abc import Sequence

from deskcheck_models.verification import Measured
from deskcheck_server.command_line.remote_scorer import RemoteScorer
from deskcheck_server.schemas.requests import RerankRequest
from deskcheck_server.schemas.results import ResultFields
from deskcheck_server.settings import Settings
from deskcheck_server.validation import validated


class RemoteSubject:
    """A Subject behind HTTP; `caps` bounds what is sent.

    `model` is what the server calls what is verified, None where it serves nothing else.
    """

    def __init__(self, scorer: RemoteScorer, caps: Settings, model: str | None = None) -> None:
        self._scorer = scorer
        self._caps = caps
        self._model = model

    async def max_tokens(self) -> int:
        """The longest sequence that the server says it reads."""
        return await self._scorer.max_tokens()

    async def scores(self, problem: str, programs: Sequence[str]) -> Sequence[Measured]:
        """Rank the programs as one group; raises as `RemoteScorer.rerank`."""
        body = {
            "problem": problem,
            "candidates": list(programs),
            "extraction": "program",
            "model": self._model,
        }
        reply = await self._scorer.rerank(validated(RerankRequest, body, self._caps))
        return [_measured(one) for one in sorted(reply.results, key=lambda one: one.index)]

    async def close(self) -> None:
        """Close the connections."""
        await self._scorer.close()


def _measured(result: ResultFields) -> Measured:
    if result.score is not None:
        return Measured(result.score, result.tokens, result.cached_tokens)
    reason = result.error.message if result.error else result.reason
    return Measured(None, result.tokens, reason=reason)
