"""Too long: refused, or shortened without touching the template."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.group import Truncation
from deskcheck_models.text.truncation import fit
from deskcheck_models.text.verifier_text import EncodedGroup, VerifierText

SHORT, LONG = "x = 1", "\n".join(f"x_{number} = {number}" for number in range(100))
PROBLEM = " ".join(f"word{number}" for number in range(200))


@pytest.fixture(scope="module")
def encoded() -> EncodedGroup:
    """A long problem with a short and a long program."""
    text = VerifierText.read(BUNDLED_FOLDER)
    return text.encode(text.render(PROBLEM, [SHORT, LONG]))


def _whole(encoded: EncodedGroup, place: int) -> int:
    tokens = encoded.tokens()
    return len(tokens.prefix) + len(tokens.suffixes[place])


def test_what_fits_is_left_alone(encoded: EncodedGroup) -> None:
    """Every policy gives the same ids where there is room."""
    limit = _whole(encoded, 1)

    for policy in Truncation:
        fitted = fit(encoded, limit, policy)

        assert fitted.tokens == encoded.tokens()
        assert fitted.truncated == (False, False)


def test_a_long_program_is_refused_and_its_neighbour_kept(encoded: EncodedGroup) -> None:
    """Its length is still told."""
    fitted = fit(encoded, _whole(encoded, 0), Truncation.REFUSE)

    assert fitted.places == (0, None)
    assert fitted.lengths == (_whole(encoded, 0), _whole(encoded, 1))


def test_shortening_the_program_keeps_the_end_of_the_turn(encoded: EncodedGroup) -> None:
    """The score is read after the template's own tail."""
    limit = _whole(encoded, 1) - 50
    fitted = fit(encoded, limit, Truncation.PROGRAM)
    _, suffix = fitted.tokens.suffixes

    assert len(fitted.tokens.prefix) + len(suffix) == limit
    assert suffix[-2:] == encoded.tokens().suffixes[1][-2:]
    assert fitted.truncated == (False, True)


def test_shortening_the_problem_leaves_its_middle_out_for_the_whole_group(
    encoded: EncodedGroup,
) -> None:
    """Its beginning and its end stay, and both programs see the same problem."""
    limit = _whole(encoded, 1) - 60
    fitted = fit(encoded, limit, Truncation.PROBLEM)
    prefix = encoded.tokens().prefix

    assert len(fitted.tokens.prefix) == len(prefix) - 60
    assert fitted.tokens.prefix[:20] == prefix[:20]
    assert fitted.tokens.prefix[-20:] == prefix[-20:]
    assert fitted.truncated == (True, True)


@given(st.integers(min_value=1, max_value=2000), st.sampled_from(list(Truncation)))
def test_nothing_longer_than_the_limit_reaches_the_engine(limit: int, policy: Truncation) -> None:
    """Whatever the limit, and even where nothing can be shortened enough."""
    text = VerifierText.read(BUNDLED_FOLDER)
    encoded = text.encode(text.render(PROBLEM, [SHORT, LONG]))

    fitted = fit(encoded, limit, policy)

    lengths = [len(fitted.tokens.prefix) + len(suffix) for suffix in fitted.tokens.suffixes]
    assert all(length <= limit for length in lengths)
    assert len(lengths) == sum(place is not None for place in fitted.places)
