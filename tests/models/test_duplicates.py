"""Equal programs and equal tokens, each read once."""

from deskcheck_extraction import extract
from deskcheck_models import Logit, TokenGroup
from deskcheck_models.duplicates import firsts, logits_of_programs, sources, without_repeats
from deskcheck_models.text.truncation import Fitted

ANSWERS = ("```python\nx = 1\n```", "no code", "So:\n```py\nx = 1\n```", "```python\ny = 1\n```")


def fitted(*suffixes: tuple[int, ...], places: tuple[int | None, ...]) -> Fitted:
    """Programs at places among the suffixes, behind a prefix of three tokens."""
    lengths = tuple(99 if place is None else 3 + len(suffixes[place]) for place in places)
    return Fitted(TokenGroup((7, 8, 9), suffixes), places, lengths, (False,) * len(places))


def test_the_same_program_has_the_same_source() -> None:
    """An answer without a program has none."""
    found = sources([extract(answer) for answer in ANSWERS], share=True)

    assert found == [0, None, 0, 3]
    assert firsts(found) == [0, 3]


def test_candidates_that_do_not_share_are_their_own_sources() -> None:
    """An answer without a program has none still."""
    found = sources([extract(answer) for answer in ANSWERS], share=False)

    assert found == [0, None, 2, 3]


def test_a_sequence_stands_once() -> None:
    """Programs with the same tokens share a place; one that does not fit has none still."""
    before = fitted((1,), (2, 2), (1,), (3,), places=(0, None, 1, 2, 3))
    after = without_repeats(before)

    assert after.tokens == TokenGroup((7, 8, 9), ((1,), (2, 2), (3,)))
    assert after.places == (0, None, 1, 0, 2)
    assert after.lengths == before.lengths


def test_the_first_program_pays_for_the_tokens_of_all() -> None:
    """The others have them cached to the last one."""
    logits = [Logit(0.5, cached_tokens=2), Logit(-1.0, cached_tokens=3)]
    shared = fitted((1, 1), (2,), places=(0, None, 1, 0))

    assert logits_of_programs(shared, logits) == [
        Logit(0.5, cached_tokens=2),
        None,
        Logit(-1.0, cached_tokens=3),
        Logit(0.5, cached_tokens=5),
    ]
