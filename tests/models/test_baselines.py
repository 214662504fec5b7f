"""Rules that choose without a verifier."""

from deskcheck_models.evaluation.baselines import first, longest, most_common, shortest
from tests.models.labelled_group_builder import group

LOOP = "def total(values):\n    result = 0\n    for value in values:\n        result += value\n"
BUILT_IN = "def total(values):\n    return sum(values)"


def test_length_and_place_are_scores() -> None:
    """The shortest, the longest and the first are best in turn."""
    programs = group(("bb", True), ("a", False), ("ccc", False))
    best = [max(range(3), key=rule(programs).__getitem__) for rule in (shortest, longest, first)]

    assert best == [1, 2, 0]


def test_the_most_common_program_has_the_most_copies() -> None:
    """As the data count them."""
    programs = group((LOOP, False), (BUILT_IN, True), copies=[2, 5])

    assert most_common(programs) == [2.0, 5.0]


def test_comments_and_layout_do_not_make_another_program() -> None:
    """Copies of both count for both."""
    commented = LOOP.replace("result = 0", "result  =  0  # the sum").replace("    ", "  ")
    programs = group((LOOP, False), (BUILT_IN, True), (commented, False), copies=[2, 3, 2])

    assert most_common(programs) == [4.0, 3.0, 4.0]


def test_programs_that_hardly_differ_count_as_one() -> None:
    """One word among many, as in a printed text."""
    body = "".join(f"    print({number} * values[{number}])\n" for number in range(9))
    one, other = f"def show(values):\n{body}", f"def show(values):\n{body}    return\n"
    programs = group((one, True), (other, True), (BUILT_IN, False))

    assert most_common(programs) == [2.0, 2.0, 1.0]


def test_words_that_look_like_comments_in_a_text_stay() -> None:
    """Two programs that print different texts are two."""
    programs = group(("print('# a')", True), ("print('# b')", False))

    assert most_common(programs) == [1.0, 1.0]
