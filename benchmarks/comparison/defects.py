"""What was wrong with the input or on the way, named and counted so that nothing gets lost."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

NAMED = 100  # of each kind; all are counted


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that was left out, or is odd: `where` names it, `detail` says why."""

    kind: str
    where: str
    detail: str = ""


class Defects:
    """A list that grows during a run."""

    def __init__(self) -> None:
        self._found: list[Defect] = []

    def __iter__(self) -> Iterator[Defect]:
        return iter(self._found)

    def add(self, kind: str, where: str, detail: str = "") -> None:
        """Note one."""
        self._found.append(Defect(kind, where, detail))

    def counts(self) -> dict[str, int]:
        """How many there are of each kind."""
        return dict(Counter(defect.kind for defect in self._found))

    def summary(self) -> dict[str, object]:
        """Counts of all, and the first of each kind by name, as JSON."""
        return {"counts": self.counts(), "named": [asdict(one) for one in _first(self._found)]}


def _first(defects: Iterable[Defect]) -> Iterator[Defect]:
    seen: Counter[str] = Counter()
    for defect in defects:
        seen[defect.kind] += 1
        if seen[defect.kind] <= NAMED:
            yield defect
