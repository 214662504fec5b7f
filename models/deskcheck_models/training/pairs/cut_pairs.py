"""Pairs whose rejected program is the beginning of the chosen one."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from deskcheck_extraction import extract_program
from deskcheck_models.training.edits.cut import cut_after_statement
from deskcheck_models.training.pairs.curation_settings import CurationSettings
from deskcheck_models.training.pairs.pair import Kind, Pair


def cut_pairs(
    pairs: Sequence[Pair],
    others: Sequence[Pair],
    settings: CurationSettings,
    chance: random.Random,
) -> Iterator[Pair]:
    """Of so many of `pairs` a cut one that they are about their share of all pairs.

    No problem gets more pairs than its cap, `others` counted. A cut program that does not parse
    makes no pair: extraction handles it, not the verifier.
    """
    wanted = settings.cut_share / (1.0 - settings.made_share)
    taken = Counter((pair.problem_id, pair.language) for pair in (*pairs, *others))
    for pair in pairs:
        place = (pair.problem_id, pair.language)
        if chance.random() < wanted and taken[place] < settings.per_problem:
            cut = cut_after_statement(pair.chosen, pair.language, chance)
            if cut != pair.chosen and extract_program(cut, language=pair.language).valid:
                taken[place] += 1
                yield replace(pair, rejected=cut, policy_rejected=pair.policy_chosen, kind=Kind.CUT)
