"""The candidates of each problem in one language, cleaned: what pairs can be made of."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from deskcheck_extraction import extract_program, fold_language
from deskcheck_models.stages import Advance
from deskcheck_models.training.labelled import (
    RESTRICTED_SOURCES,
    Labelled,
    LabelledDataError,
    split_of,
)
from deskcheck_models.training.pairs.curation_settings import CurationSettings
from deskcheck_models.training.pairs.drops import Drop
from deskcheck_models.training.pairs.lengths import Lengths
from deskcheck_models.training.pairs.normalised import normalised

Key = tuple[str, str, str]
"""Problem id, statement and language: pairs never mix two statements of one problem."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Different, valid programs for one statement in one language, some of each label."""

    passing: tuple[Labelled, ...]
    failing: tuple[Labelled, ...]


class Pool:
    """Gathers candidates, and counts those that are left out."""

    def __init__(self, settings: CurationSettings, lengths: Lengths) -> None:
        self._settings = settings
        self._lengths = lengths
        self._members: dict[Key, list[Labelled]] = defaultdict(list)
        self._statements: dict[tuple[str, str, str], str] = {}
        self.dropped: Counter[Drop] = Counter()
        self.read = 0

    def add(self, candidates: Iterable[Labelled]) -> None:
        """Take candidates in; raises LabelledDataError where a source gives one id twice."""
        for one in candidates:
            self.read += 1
            language = fold_language(one.language)
            reason = self._refusal(one, language)
            if reason is not None or language is None:
                self.dropped[reason or Drop.UNKNOWN_LANGUAGE] += 1
                continue
            problem = self._statement(one)
            known = replace(one, language=language, problem=problem)
            self._members[one.problem_id, problem, language].append(known)

    def __len__(self) -> int:
        """Problems that are not done yet; one in two languages counts twice."""
        return len(self._members)

    def sides(self, advance: Advance = lambda _: None) -> Iterator[Sides]:
        """The cleaned candidates of each problem that has both labels; each is given once."""
        while self._members:
            key = next(iter(self._members))
            members = self._members.pop(key)
            sides = self._cleaned(members)
            advance(1)
            if sides is not None:
                yield sides

    def _refusal(self, one: Labelled, language: str | None) -> Drop | None:
        if one.source in RESTRICTED_SOURCES and not self._settings.restricted:
            return Drop.RESTRICTED
        if self._settings.split not in (None, split_of(one.problem_id)):
            return Drop.OTHER_SPLIT
        if language is None:
            return Drop.UNKNOWN_LANGUAGE
        if not one.program.strip():
            return Drop.EMPTY
        return Drop.SURVIVOR if one.survivor else None

    def _statement(self, one: Labelled) -> str:
        """The one copy of a statement that is kept, however many candidates hold it."""
        place = (one.source, one.problem_id, one.language)
        known = self._statements.setdefault(place, one.problem)
        if known != one.problem:
            raise LabelledDataError(
                f"{one.source} gives the id {one.problem_id!r} to two problems, {known!r:.50} and "
                f"{one.problem!r:.50}: give each an id of its own"
            )
        return known

    def _cleaned(self, members: list[Labelled]) -> Sides | None:
        kept = self._distinct(members)
        if _has_both(kept):
            kept = self._short(kept)
        if _has_both(kept):
            kept = self._valid(kept)
        if not _has_both(kept):
            self.dropped[Drop.ONE_SIDED] += len(kept)
            return None
        passing = tuple(one for one in kept if one.passed)
        return Sides(passing, tuple(one for one in kept if not one.passed))

    def _distinct(self, members: list[Labelled]) -> list[Labelled]:
        alike: dict[str, list[Labelled]] = defaultdict(list)
        for one in members:
            alike[normalised(one.program, one.language)].append(one)
        kept = []
        for same in alike.values():
            if _has_both(same):
                self.dropped[Drop.DISAGREEING] += len(same)
            else:
                self.dropped[Drop.DUPLICATE] += len(same) - 1
                kept.append(same[0])
        return kept

    def _short(self, members: list[Labelled]) -> list[Labelled]:
        lengths = self._lengths(members[0].problem, [one.program for one in members])
        kept = [
            one
            for one, length in zip(members, lengths, strict=True)
            if length <= self._settings.longest
        ]
        self.dropped[Drop.LONG] += len(members) - len(kept)
        return kept

    def _valid(self, members: list[Labelled]) -> list[Labelled]:
        kept = [one for one in members if extract_program(one.program, language=one.language).valid]
        self.dropped[Drop.INVALID] += len(members) - len(kept)
        return kept


def _has_both(members: list[Labelled]) -> bool:
    return len({one.passed for one in members}) == 2
