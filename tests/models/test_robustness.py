"""What is sampled for attacks and comparisons with lesser programs."""

from dataclasses import replace

from deskcheck_models.evaluation.effort import FULL
from deskcheck_models.evaluation.labelled_groups import Kind, LabelledGroup
from deskcheck_models.evaluation.robustness import Robustness, RobustnessTests
from deskcheck_models.evaluation.scores import Verdict, Verdicts, Wanted
from tests.models.labelled_group_builder import group

EFFORT = replace(FULL, attacked_groups=3, attacked_per_side=1, right_programs=2, draws=20)


def _groups(count: int) -> list[LabelledGroup]:
    return [
        group(
            *(
                (f"def f(n):\n    m = {number}\n    return n + m + {place}", place > 1)
                for place in range(4)
            ),
            problem=f"mbpp/{number // 2}",
        )
        for number in range(count)
    ]


def _robustness() -> Robustness:
    groups = {Kind.SAME_WRITER: _groups(10), Kind.MIXED_WRITERS: _groups(4)}
    tests, wanted = RobustnessTests(groups, EFFORT, seed=0), Wanted()
    tests.ask(wanted)
    verdicts = {
        (question, text): Verdict(float(len(text)), True)
        for question, texts in wanted.portions()
        for text in texts
    }
    return tests.figures(Verdicts(verdicts))


def test_each_attacked_group_is_of_another_problem() -> None:
    """As many as the effort says, or as there are problems; one program of each label."""
    tables = _robustness().attacks

    assert [(one.kind, one.groups, one.programs) for one in tables] == [
        (Kind.SAME_WRITER, 3, 6),
        (Kind.MIXED_WRITERS, 2, 4),
    ]


def test_lesser_programs_are_drawn_for_as_many_right_ones() -> None:
    """All figures are there, from the scores of what was asked for."""
    cut = next(one for one in _robustness().lesser if one.name == "cut")

    assert cut.problems == EFFORT.right_programs
    assert cut.verifier is not None
    assert cut.verifier.value == 1.0
