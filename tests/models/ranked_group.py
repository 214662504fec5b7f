"""A group through the whole library, with the bundled verifier."""

import asyncio

from deskcheck_models import Engine, Group, Ranking, Reranker, Verifier

VERIFIER = Verifier.find("deskcheck-nano")


def ranked(group: Group, engine: Engine, *, share_duplicates: bool = True) -> Ranking:
    """Its ranking; the engine is closed afterwards."""

    async def run() -> Ranking:
        async with Reranker(VERIFIER, engine, share_duplicates=share_duplicates) as reranker:
            return await reranker.rerank(group)

    return asyncio.run(run())
