"""A reranker of this process as what is verified."""

from collections.abc import Sequence

from deskcheck_models.group import Candidate, Group, Reading
from deskcheck_models.ranking import Judged
from deskcheck_models.reranker import Reranker
from deskcheck_models.verification.subject import Measured


class RerankerSubject:
    """A Subject over a Reranker; closing it closes the reranker."""

    def __init__(self, reranker: Reranker) -> None:
        self._reranker = reranker

    async def max_tokens(self) -> int:
        """The longest sequence that engine and verifier both read."""
        return self._reranker.max_tokens

    async def scores(self, problem: str, programs: Sequence[str]) -> Sequence[Measured]:
        """Rank the programs as one group; raises as `Reranker.rerank`."""
        candidates = tuple(map(Candidate, programs))
        ranking = await self._reranker.rerank(Group(problem, candidates, reading=Reading.PROGRAM))
        return [_measured(result.judged) for result in ranking.results]

    async def close(self) -> None:
        """Close the reranker."""
        await self._reranker.close()


def _measured(judged: Judged) -> Measured:
    if judged.score is not None:
        return Measured(judged.score, judged.tokens, judged.cached_tokens)
    reason = judged.failure.message if judged.failure else judged.extraction.reason
    return Measured(None, judged.tokens, reason=reason)
