"""Candidate sets as code models write them, with duplicates, and the same sets a second time."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.closed_loop import Way, by_turns, check_rounds, figures, p50_ratio, rate_ratio
from benchmarks.deskcheck_serve import deskcheck_serve
from benchmarks.load import LoadGroup
from benchmarks.vllm_serve import VllmServe


async def candidate_sets(
    folder: Path,
    peer: VllmServe,
    rounds: Sequence[Sequence[LoadGroup]],
    *,
    at_once: int,
    tolerance: float,
) -> dict[str, object]:
    """Deskcheck as users start it over `vllm serve`; the first round warms up."""
    async with deskcheck_serve(folder) as http:
        ways = [Way("http", http.scores, http.process), Way("vllm_serve", peer.ids, peer.process)]
        first = await by_turns(ways, rounds, at_once)
        again = await by_turns(ways, rounds, at_once)
    for done in (first, again):
        check_rounds(done, "vllm_serve", tolerance)
    return {
        "over_vllm_serve": rate_ratio(first["http"][1:], first["vllm_serve"][1:]),
        "p50_over_vllm_serve": p50_ratio(first["http"][1:], first["vllm_serve"][1:]),
        "repeats_over_vllm_serve": rate_ratio(again["http"], again["vllm_serve"]),
        "ways": {name: asdict(figures(each[1:])) for name, each in first.items()},
        "repeats": {name: asdict(figures(each)) for name, each in again.items()},
    }
