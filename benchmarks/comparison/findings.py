"""What a step of the comparison found out about one problem; pydantic reads and writes it."""

from dataclasses import dataclass

from benchmarks.comparison.defects import Defect
from benchmarks.comparison.label_check import Disagreement
from benchmarks.comparison.measurements import Measurement


@dataclass(frozen=True, slots=True)
class Findings:
    """Measurements, what the tests said of the labels, and whatever was odd on the way."""

    measurements: tuple[Measurement, ...]
    programs_checked: int
    disagreements: tuple[Disagreement, ...]
    tokens: dict[str, int]
    tests_per_program: tuple[int, ...]
    seconds_per_program: tuple[float, ...]
    defects: tuple[Defect, ...]
