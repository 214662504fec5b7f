"""Candidates in, pairs and an account of them out."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from deskcheck_models.stages import Stage, unwatched
from deskcheck_models.training.labelled import Labelled
from deskcheck_models.training.pairs.augmentation import augmented
from deskcheck_models.training.pairs.curation_settings import CurationSettings
from deskcheck_models.training.pairs.cut_pairs import cut_pairs
from deskcheck_models.training.pairs.drops import Drop
from deskcheck_models.training.pairs.lengths import Lengths, characters
from deskcheck_models.training.pairs.mismatches import mismatched_pairs
from deskcheck_models.training.pairs.pair import Pair
from deskcheck_models.training.pairs.pairing import pairs_of
from deskcheck_models.training.pairs.pool import Pool
from deskcheck_models.training.pairs.shares import in_share, within_cap


@dataclass(frozen=True, slots=True)
class Curated:
    """Pairs in an order drawn by chance, how many candidates were read, and what was left out."""

    pairs: tuple[Pair, ...]
    candidates: int
    dropped: Counter[Drop]


def curate(
    candidates: Iterable[Labelled],
    settings: CurationSettings,
    lengths: Lengths = characters,
    stage: Stage = unwatched,
) -> Curated:
    """Make pairs of labelled candidates; the same input and settings give the same pairs.

    All candidates of the split are held in memory until their problem is done. Raises
    LabelledDataError where one source gives an id to two problems.
    """
    pool = Pool(settings, lengths)
    pool.add(candidates)
    chance = random.Random(settings.seed)
    real = _real_pairs(pool, settings, chance, stage)
    foreign = list(mismatched_pairs(real, settings, lengths, pool.dropped, chance))
    made = [*foreign, *cut_pairs(real, foreign, settings, chance)]
    pairs = list(_finals((*real, *made), settings, lengths, chance, stage))
    chance.shuffle(pairs)
    return Curated(tuple(pairs), pool.read, pool.dropped)


def _real_pairs(
    pool: Pool, settings: CurationSettings, chance: random.Random, stage: Stage
) -> list[Pair]:
    """Pairs of programs for one problem; a cap leaves room for those to be made of them."""
    most = max(1, int(settings.per_problem * (1.0 - settings.made_share)))
    sides = pool.sides(stage("compare programs", len(pool)))
    found = [pair for both in sides for pair in pairs_of(both, most, chance)]
    capped = within_cap(found, most, settings.hard_share)
    kept = in_share(capped, settings.hard_share, chance)
    pool.dropped[Drop.CAPPED] += len(found) - len(capped)
    pool.dropped[Drop.SHARE] += len(capped) - len(kept)
    return kept


def _finals(
    pairs: Sequence[Pair],
    settings: CurationSettings,
    lengths: Lengths,
    chance: random.Random,
    stage: Stage,
) -> Iterator[Pair]:
    advance = stage("edit programs", len(pairs))
    for pair in pairs:
        yield _final(pair, settings, lengths, chance)
        advance(1)


def _final(pair: Pair, settings: CurationSettings, lengths: Lengths, chance: random.Random) -> Pair:
    """The pair as it is written: edited or not, and never longer than is allowed."""
    if chance.random() >= settings.augmented_share:
        return pair
    edited = augmented(pair, chance)
    fits = max(lengths(pair.problem, [edited.chosen, edited.rejected])) <= settings.longest
    return edited if fits else pair
