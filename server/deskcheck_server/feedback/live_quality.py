"""How good the verifier is on what callers report: figures over the last groups."""

import math
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from deskcheck_models.evaluation.measures import pairs
from deskcheck_server.feedback.reports import Reported, ReportedGroup

WINDOW = 1000  # groups
NOTHING = math.nan  # as Prometheus shows what is not known


@dataclass(frozen=True, slots=True)
class Quality:
    """Figures over the groups of the window, NaN where no group says anything.

    `top1` is the share of groups whose best-ranked candidate passed, of those where that is known;
    `chance` what a blind draw from their reported candidates would reach. `auc` is the share of
    pairs of a passing and a failing candidate of one group that are in the right order, a tie as
    one half. `speedup` is the seconds of unit tests divided by those of scoring the same
    candidates.
    """

    groups: int = 0
    top1: float = NOTHING
    chance: float = NOTHING
    auc: float = NOTHING
    speedup: float = NOTHING


@dataclass(frozen=True, slots=True)
class _Share:
    """What one group adds to the figures."""

    top1: bool | None
    chance: float
    right: float  # pairs, a tie as one half
    pairs: int
    test_seconds: float
    scoring_seconds: float


class LiveQuality:
    """A sliding window of groups; one that is reported on again moves to its end."""

    def __init__(self, most: int = WINDOW) -> None:
        self._most = most
        self._shares: OrderedDict[int, _Share] = OrderedDict()

    def add(self, groups: Iterable[ReportedGroup]) -> None:
        """Take groups in, with all that is known of them, and drop the oldest."""
        for group in groups:
            self._shares.pop(group.id, None)
            self._shares[group.id] = _share(group)
            if len(self._shares) > self._most:
                self._shares.popitem(last=False)

    def figures(self) -> Quality:
        """The figures now."""
        shares = self._shares.values()
        known = [share for share in shares if share.top1 is not None]
        return Quality(
            groups=len(shares),
            top1=_quotient(sum(bool(share.top1) for share in known), len(known)),
            chance=_quotient(sum(share.chance for share in known), len(known)),
            auc=_quotient(
                sum(share.right for share in shares), sum(share.pairs for share in shares)
            ),
            speedup=_quotient(
                sum(share.test_seconds for share in shares),
                sum(share.scoring_seconds for share in shares),
            ),
        )


def _share(group: ReportedGroup) -> _Share:
    told = [one for one in group.candidates if one.passed is not None]
    passing = [_height(one) for one in told if one.passed]
    failing = [_height(one) for one in told if not one.passed]
    compared = pairs(passing, failing)
    timed = [one.seconds for one in told if one.seconds is not None]
    best = min(group.candidates, key=lambda one: one.rank)
    return _Share(
        top1=best.passed,
        chance=_quotient(len(passing), len(told)),
        right=compared.right + compared.tied / 2,
        pairs=compared.count,
        test_seconds=sum(timed),
        scoring_seconds=group.scoring_seconds * len(timed),
    )


def _height(one: Reported) -> float:
    """The score, below all scores where there is none."""
    return -math.inf if one.score is None else one.score


def _quotient(amount: float, of: float) -> float:
    return amount / of if of else NOTHING
