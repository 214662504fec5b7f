"""How well the whole order agrees with the pass rates, for use as a reward."""

from collections.abc import Sequence
from statistics import fmean

from benchmarks.testbed.figures import Ranking
from benchmarks.testbed.order_measures import ndcg, tau_b, truth_pairs
from benchmarks.testbed.reading import Orders, Read
from deskcheck_models.evaluation.bootstrap import Resampling, estimate
from deskcheck_models.evaluation.figures import Figures

SHORTEST = 3  # candidates of a list whose order is measured, as in Aletheia
PAPER_UNDEFINED = -1.0


def ranking(reads: Sequence[Read], groups: Figures | None, *, draws: int, seed: int) -> Ranking:
    """Of lists with three candidates or more.

    A list whose verdict cannot be read has no order, as one with equal scores: it stays in every
    mean.
    """
    long = [one for one in reads if len(one.list.programs) >= SHORTEST]
    auc = groups.auc if groups else None
    if not long:
        return Ranking(0, None, None, 0.0, None, None, auc)
    orders = [_orders(one) for one in long]
    truths = [one.list.truths for one in long]
    taus = [tau_b(*each) for each in zip(orders, truths, strict=True)]
    pairs = [truth_pairs(*each) for each in zip(orders, truths, strict=True)]
    resampling = Resampling([one.list.problem_id for one in long], draws=draws, seed=seed)
    return Ranking(
        lists=len(long),
        tau_b=estimate(resampling.mean([tau or 0.0 for tau in taus])),
        tau_b_of_paper=estimate(
            resampling.mean([PAPER_UNDEFINED if tau is None else tau for tau in taus])
        ),
        undefined=fmean(tau is None for tau in taus),
        ndcg=estimate(resampling.mean([ndcg(*each) for each in zip(orders, truths, strict=True)])),
        pair_accuracy=estimate(
            resampling.ratio(
                [one.right + one.tied / 2 for one in pairs], [one.count for one in pairs]
            )
        ),
        auc=auc,
    )


def _orders(one: Read) -> Orders:
    return one.orders if one.orders is not None else (0.0,) * len(one.list.programs)
