"""The forms that vLLM's documentation shows: how fast they are, and how wrong their scores."""

from collections.abc import Sequence
from dataclasses import asdict

from benchmarks.closed_loop import Round, Way, by_turns, figures, largest_error, same_best
from benchmarks.load import LoadGroup
from benchmarks.vllm_serve import VllmServe


async def documented_forms(
    peer: VllmServe,
    rounds: Sequence[Sequence[LoadGroup]],
    expected: Sequence[Round],
    at_once: int,
) -> dict[str, object]:
    """For every form its figures, its largest distance from the raw logit, and its choice.

    `expected` holds the right scores of the same rounds. `same_best` is the share of groups whose
    best candidate comes out first, and alone.
    """
    ways = [Way("classify_chats", peer.chats), Way("rerank", peer.rerank)]
    done = await by_turns(ways, rounds, at_once)
    right = [scores for one in expected for scores in one.scores]
    shown: dict[str, object] = {}
    for name, each in done.items():
        given = [scores for one in each for scores in one.scores]
        shown[name] = {
            "largest_error": round(largest_error(right, given), 4),
            "same_best": round(same_best(right, given), 3),
            **asdict(figures(each)),
        }
    return shown
