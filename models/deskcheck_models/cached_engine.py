"""An engine around an engine: what was scored before is not scored again, whoever asks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from deskcheck_models.cache.score_cache import ScoreCache
from deskcheck_models.cache.sequence_keys import SequenceKeys
from deskcheck_models.cache.single_flight import SingleFlight, first_landed
from deskcheck_models.engine import Engine, Logit, TokenGroup

NO_ADAPTERS: Mapping[str, str] = MappingProxyType({})

Places = Mapping[bytes, int]  # where in the group the sequence of a key stands first


class CachedEngine:
    """Answers repeats of a sequence from a cache, and leaves the others to the engine, as a group.

    A sequence that another call has in the engine is waited for, as long as that call's group takes
    at most; where that call fails or is cancelled, this one scores it. A repeat has all its tokens
    cached, and a score of an earlier pass: it differs from that of a new one by no more than two
    passes of the engine do. `cache` counts what it saved.
    """

    def __init__(
        self,
        engine: Engine,
        cache: ScoreCache,
        *,
        revision: str,
        adapters: Mapping[str, str] = NO_ADAPTERS,
    ) -> None:
        """`revision` stands for the weights: engines that share a cache need different ones.

        `adapters` holds the revision of each adapter by its name.
        """
        self.cache = cache
        self._engine = engine
        self._keys: dict[str | None, SequenceKeys] = {None: SequenceKeys(revision)}
        for name, own in adapters.items():
            self._keys[name] = SequenceKeys(f"{revision} {own}")
        self._flights: SingleFlight[bytes, float] = SingleFlight()
        self._closed = False

    @property
    def name(self) -> str:
        """The name of the engine within."""
        return self._engine.name

    @property
    def max_tokens(self) -> int:
        """The longest sequence, prefix included, that can be scored."""
        return self._engine.max_tokens

    @property
    def resolution(self) -> float:
        """That of the engine within."""
        return self._engine.resolution

    @property
    def alive(self) -> bool:
        """Whether the engine within can score."""
        return self._engine.alive

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """One logit per suffix, in order.

        Raises what the engine raises for the sequences that are left to it. On cancellation the
        engine is told to drop them, even where another call waits for one.
        """
        if self._closed or group.adapter not in self._keys:
            return await self._engine.score(group)  # which refuses
        keys = self._keys[group.adapter].of(group)
        places: dict[bytes, int] = {}
        for place, key in enumerate(keys):
            places.setdefault(key, place)
        logits: dict[bytes, Logit] = {}
        while missing := {key: place for key, place in places.items() if key not in logits}:
            logits |= await self._next(group, missing)
        self.cache.hits += len(keys) - len(places)
        return [
            logits[key] if places[key] == place else _repeat(group, place, logits[key].score)
            for place, key in enumerate(keys)
        ]

    async def close(self) -> None:
        """Close the engine within. Kept scores are refused from then on as all others."""
        self._closed = True
        await self._engine.close()

    async def _next(self, group: TokenGroup, missing: Places) -> dict[bytes, Logit]:
        """The logits of some missing sequences; none where another call gave one up."""
        scores = {key: self.cache.find(key) for key in missing}
        kept = {key: score for key, score in scores.items() if score is not None}
        if kept:
            return self._repeats(group, missing, kept)
        flights = self._flights.under_way(missing)
        own = {key: place for key, place in missing.items() if key not in flights}
        if own:
            return await self._scored(group, own)
        return self._repeats(group, missing, await first_landed(flights))

    async def _scored(self, group: TokenGroup, own: Places) -> dict[bytes, Logit]:
        suffixes = tuple(group.suffixes[place] for place in own.values())
        with self._flights.making(own) as landed:
            logits = await self._engine.score(replace(group, suffixes=suffixes))
            self.cache.misses += len(logits)
            scored = dict(zip(own, logits, strict=True))
            for key, logit in scored.items():
                self.cache.keep(key, logit.score)
                landed(key, logit.score)
        return scored

    def _repeats(
        self, group: TokenGroup, places: Places, scores: Mapping[bytes, float]
    ) -> dict[bytes, Logit]:
        self.cache.hits += len(scores)
        return {key: _repeat(group, places[key], score) for key, score in scores.items()}


def _repeat(group: TokenGroup, place: int, score: float) -> Logit:
    return Logit(score, cached_tokens=len(group.prefix) + len(group.suffixes[place]))
