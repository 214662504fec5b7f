"""A verifier with all that it said: what figures are computed from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from benchmarks.testbed.judge import Judge
from benchmarks.testbed.lists import CandidateList
from benchmarks.testbed.mcnemar import MISSING, RIGHT, WRONG
from benchmarks.testbed.order_measures import is_alone_best
from benchmarks.testbed.reading import Orders, Readings
from benchmarks.testbed.scoring import Judged


@dataclass(frozen=True, slots=True)
class Votes:
    """How many of the verdicts on a list could be read."""

    readable: int
    all: int


@dataclass(frozen=True, slots=True)
class Subject:
    """One verifier; `judged` is None, and `votes` are there, where it named letters of lists."""

    verifier: str
    engine: str
    revision: str
    readings: Readings
    judged: Judged | None
    votes: Mapping[str, Votes]

    @property
    def label(self) -> str:
        """Its name among the verifiers of a run."""
        return f"{self.verifier}, {self.engine}"

    def signs(self, lists: Iterable[CandidateList]) -> str:
        """For every list whether the right candidate alone is best, or that it is missing."""
        return "".join(map(self._sign, lists))

    def _sign(self, one: CandidateList) -> str:
        name = one.fingerprint
        if name not in self.readings or one.right is None:
            return MISSING
        orders = self.readings[name]
        return RIGHT if orders is not None and is_alone_best(orders, one.right) else WRONG


def scoring_subject(judge: Judge, judged: Judged, lists: Iterable[CandidateList]) -> Subject:
    """A verifier that scored programs; a list is read where all its programs were scored."""
    readings: dict[str, Orders | None] = {}
    for one in lists:
        orders = judged.orders(one.question, one.programs)
        if orders is not None:
            readings[one.fingerprint] = orders
    return Subject(judge.verifier, judge.engine, judge.revision, readings, judged, {})
