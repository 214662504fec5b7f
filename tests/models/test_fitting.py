"""Truncation of any group under any limit, counted token by token."""

from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.group import Truncation
from deskcheck_models.text.truncation import fit
from deskcheck_models.text.verifier_text import EncodedGroup

CONTROL = 9  # stands alone in a piece, and is never cut


def pieces(length: int, first: int) -> tuple[tuple[int, ...], ...]:
    """A control token, plain text of a length, and a control token."""
    return (CONTROL,), tuple(range(first, first + length)), (CONTROL,)


GROUPS = st.tuples(st.integers(0, 30), st.lists(st.integers(0, 30), min_size=1, max_size=5)).map(
    lambda lengths: EncodedGroup(
        pieces(lengths[0], 100),
        tuple(pieces(length, 1000 * place) for place, length in enumerate(lengths[1], 1)),
    )
)
LIMITS = st.integers(1, 80)


def lengths(encoded: EncodedGroup) -> list[int]:
    """Of every whole sequence."""
    tokens = encoded.tokens()
    return [len(tokens.prefix) + len(suffix) for suffix in tokens.suffixes]


@given(encoded=GROUPS, limit=LIMITS, policy=st.sampled_from(Truncation))
def test_what_has_a_place_fits_and_the_rest_does_not(
    encoded: EncodedGroup, limit: int, policy: Truncation
) -> None:
    """Each program has a length, whether it fits or not."""
    fitted = fit(encoded, limit, policy)

    assert len(fitted.places) == len(fitted.lengths) == len(encoded.tails)
    for place, length in zip(fitted.places, fitted.lengths, strict=True):
        assert (place is not None) == (length <= limit)


@given(encoded=GROUPS, limit=LIMITS, policy=st.sampled_from(Truncation))
def test_places_count_up_without_a_gap(
    encoded: EncodedGroup, limit: int, policy: Truncation
) -> None:
    """In the order of the programs."""
    fitted = fit(encoded, limit, policy)
    placed = [place for place in fitted.places if place is not None]

    assert placed == list(range(len(fitted.tokens.suffixes)))


@given(encoded=GROUPS, limit=LIMITS, policy=st.sampled_from(Truncation))
def test_a_program_has_the_length_that_is_told(
    encoded: EncodedGroup, limit: int, policy: Truncation
) -> None:
    """And a program that was not shortened has its own tokens."""
    fitted = fit(encoded, limit, policy)
    whole = encoded.tokens()

    for number, place in enumerate(fitted.places):
        if place is None:
            continue
        suffix = fitted.tokens.suffixes[place]
        assert fitted.lengths[number] == len(fitted.tokens.prefix) + len(suffix)
        if not fitted.truncated[number]:
            assert (fitted.tokens.prefix, suffix) == (whole.prefix, whole.suffixes[number])


@given(encoded=GROUPS, limit=LIMITS)
def test_refusing_shortens_nothing(encoded: EncodedGroup, limit: int) -> None:
    """Lengths are those of the whole sequences."""
    fitted = fit(encoded, limit, Truncation.REFUSE)

    assert list(fitted.lengths) == lengths(encoded)
    assert not any(fitted.truncated)


@given(encoded=GROUPS, limit=LIMITS)
def test_shortening_programs_leaves_the_problem_alone(encoded: EncodedGroup, limit: int) -> None:
    """And keeps the beginning of each program, with the template around it."""
    fitted = fit(encoded, limit, Truncation.PROGRAM)

    assert fitted.tokens.prefix == encoded.tokens().prefix
    for number, place in enumerate(fitted.places):
        if place is None:
            continue
        suffix = fitted.tokens.suffixes[place]
        text = encoded.tails[number][1]
        assert suffix[0] == suffix[-1] == CONTROL
        assert suffix[1:-1] == text[: len(suffix) - 2]


@given(encoded=GROUPS, limit=LIMITS)
def test_shortening_the_problem_leaves_the_programs_alone(
    encoded: EncodedGroup, limit: int
) -> None:
    """The problem keeps its beginning and its end, and control tokens stay."""
    fitted = fit(encoded, limit, Truncation.PROBLEM)
    head, whole = fitted.tokens.prefix, encoded.head[1]
    inside = head[1:-1]
    front = (len(inside) + 1) // 2

    assert head[0] == head[-1] == CONTROL
    assert inside[:front] == whole[:front]
    assert inside[front:] == whole[len(whole) - (len(inside) - front) :]
    for number, place in enumerate(fitted.places):
        if place is not None:
            assert fitted.tokens.suffixes[place] == encoded.tokens().suffixes[number]


@given(encoded=GROUPS, policy=st.sampled_from(Truncation))
def test_a_limit_that_all_fit_changes_nothing(encoded: EncodedGroup, policy: Truncation) -> None:
    """Whatever is allowed."""
    fitted = fit(encoded, max(lengths(encoded)), policy)

    assert fitted.tokens == encoded.tokens()
    assert not any(fitted.truncated)


@given(encoded=GROUPS, limit=LIMITS)
def test_shortening_never_loses_a_program_that_refusing_keeps(
    encoded: EncodedGroup, limit: int
) -> None:
    """It is there to keep more."""
    refused = fit(encoded, limit, Truncation.REFUSE).places

    for policy in (Truncation.PROGRAM, Truncation.PROBLEM):
        kept = fit(encoded, limit, policy).places
        assert all(b is not None for a, b in zip(refused, kept, strict=True) if a is not None)
