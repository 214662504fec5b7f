"""Way (d): rank all, then test the best few, and keep the best that passes."""

from benchmarks.comparison.labelled_problems import LabelledProblem
from benchmarks.comparison.measurements import Measurement
from benchmarks.comparison.ranking_servers import Ranked
from benchmarks.execution import Execution


def cascade_way(rerank_way: str, top: int) -> str:
    """Its name among the ways."""
    return f"{rerank_way}, then complete tests on the top {top}"


def cascaded(
    way: str, problem: LabelledProblem, ranked: Ranked, execution: Execution, top: int
) -> Measurement:
    """Ranking, then the first `top` of an execution that followed the ranking's order.

    Where none of them passes, the best-ranked stays.
    """
    verdicts = execution.verdicts[:top]
    place = next((place for place, verdict in enumerate(verdicts) if verdict.passed), 0)
    selected = ranked.order[place]
    return Measurement(
        way=cascade_way(way, top),
        problem=problem.id,
        candidates=len(ranked.order),
        seconds=ranked.seconds + max(execution.finished[:top]),
        cpu_seconds=ranked.cpu_seconds + sum(verdict.cpu_seconds for verdict in verdicts),
        selected=selected,
        passes=problem.candidates[selected].label,
    )
