"""Labelled candidates and groups as short calls."""

from collections.abc import Sequence

from deskcheck_models.evaluation.labelled_groups import LabelledGroup, LabelledProgram, Question
from deskcheck_models.evaluation.scores import Verdict, Verdicts
from deskcheck_models.training.labelled import Labelled, Split, split_of


def group(
    *programs: tuple[str, bool],
    problem: str = "mbpp/1",
    source: str = "mbpp",
    language: str = "python",
    copies: Sequence[int] = (),
) -> LabelledGroup:
    """Texts with their labels; one copy of each unless said otherwise."""
    counts = copies or [1] * len(programs)
    members = tuple(
        LabelledProgram(text, passed, count)
        for (text, passed), count in zip(programs, counts, strict=True)
    )
    return LabelledGroup(source, problem, Question(f"Solve {problem}.", language), members)


def candidate(
    program: str, *, passed: bool, problem: str, policy: str = "small", copies: int = 1
) -> Labelled:
    """A candidate for one problem."""
    return Labelled(
        source="mbpp",
        problem_id=problem,
        problem=f"Solve {problem}.",
        language="python",
        program=program,
        policy=policy,
        passed=passed,
        survivor=False,
        copies=copies,
    )


def problems(split: Split, count: int) -> list[str]:
    """So many problems that the hash puts into a split."""
    found = (f"mbpp/{number}" for number in range(10_000))
    return [name for name in found if split_of(name) is split][:count]


def scored(scores: dict[str, float], *groups: LabelledGroup, invalid: str = "") -> Verdicts:
    """Verdicts with the score of each text; those that hold `invalid` do not parse."""
    return Verdicts(
        {
            (one.question, program.text): Verdict(
                scores[program.text], not (invalid and invalid in program.text)
            )
            for one in groups
            for program in one.programs
        }
    )
