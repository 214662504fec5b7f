"""How much of the problem's computation an engine saves, next to what arithmetic predicts.

Of N programs with the same problem N - 1 need not compute it again. Every suffix gets a first token
of its own, so that nothing but the problem is shared.
"""

from collections.abc import Sequence

from benchmarks.load import LoadGroup
from deskcheck_models import Engine, TokenGroup

SIZES = (8, 16, 64)
FIRST_TOKEN = 300  # an ordinary one; those after it are ordinary too


async def prefix_saving(engine: Engine, groups: Sequence[LoadGroup]) -> dict[str, float]:
    """Saved tokens over predicted ones by the number of programs; a new problem for each."""
    suffixes = [suffix for group in groups for suffix in group.tokens.suffixes]
    shares = {}
    for size, group in zip(SIZES, groups, strict=False):
        prefix = group.tokens.prefix
        repeated = [suffixes[number % len(suffixes)] for number in range(size)]
        own = tuple((FIRST_TOKEN + number, *suffix) for number, suffix in enumerate(repeated))
        logits = await engine.score(TokenGroup(prefix, own))
        saved = sum(logit.cached_tokens for logit in logits)
        shares[str(size)] = round(saved / ((size - 1) * len(prefix)), 3)
    return shares
