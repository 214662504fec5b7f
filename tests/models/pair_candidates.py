"""Labelled candidates to make pairs of."""

from collections.abc import Iterator

from deskcheck_models.training.labelled import Labelled, Split, split_of


def candidate(
    program: str, *, passed: bool, problem_id: str = "mbpp/3", **changes: object
) -> Labelled:
    """A candidate by a small model, unless it is said otherwise."""
    values: dict[str, object] = {
        "source": "mbpp",
        "problem_id": problem_id,
        "problem": f"Solve {problem_id}.",
        "language": "python",
        "program": program,
        "policy": "small",
        "passed": passed,
        "survivor": False,
        **changes,
    }
    return Labelled(**values)  # type: ignore[arg-type] # one test's changes, named as the fields


def problems(count: int = 12, each: int = 4, split: Split = Split.TRAIN) -> Iterator[Labelled]:
    """Problems of one split with as many passing as failing programs, all different."""
    ids = (f"mbpp/{number}" for number in range(10_000))
    chosen = [one for one in ids if split_of(one) is split][:count]
    for place, problem_id in enumerate(chosen):
        for number in range(each):
            for passed in (True, False):
                program = program_of(place + 1000 * (split is Split.TEST), number, passed=passed)
                yield candidate(program, passed=passed, problem_id=problem_id)


def program_of(problem: int, number: int, *, passed: bool) -> str:
    """A program unlike the others: it shares no line with them that says anything."""
    sign, name = ("+", "right") if passed else ("-", "wrong")
    lines = [f"    {name}_{number}_{row} = values[{row}] {sign} {problem}" for row in range(5)]
    body = "\n".join(lines)
    return f"def solve_{problem}_{name}_{number}(values):\n{body}\n    return {name}_{number}_4\n"
