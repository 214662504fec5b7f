"""What shortening keeps, whatever the pieces and the limit: ids that are all different show it."""

from itertools import chain, count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.group import Truncation
from deskcheck_models.text.tokenizer import Tokens
from deskcheck_models.text.truncation import Fitted, fit
from deskcheck_models.text.verifier_text import EncodedGroup

Pieces = tuple[Tokens, ...]
CONTROL = 9  # stands alone in a piece, and is never cut

_sizes = st.lists(st.integers(1, 12), min_size=1, max_size=4)


@st.composite
def _groups(draw: st.DrawFn) -> EncodedGroup:
    """Pieces of tokens of which no two are the same; each tail ends with a control token."""
    numbers = count()

    def pieces(sizes: list[int]) -> Pieces:
        return tuple(tuple(next(numbers) for _ in range(size)) for size in sizes)

    head = pieces(draw(_sizes))
    tails = tuple(pieces([*sizes, 1]) for sizes in draw(st.lists(_sizes, min_size=1, max_size=5)))
    return EncodedGroup(head, tails)


def _framed(length: int, first: int) -> Pieces:
    """A control token, plain text of a length, and a control token."""
    return (CONTROL,), tuple(range(first, first + length)), (CONTROL,)


_lengths = st.integers(0, 30)
_framed_groups = st.tuples(_lengths, st.lists(_lengths, min_size=1, max_size=5)).map(
    lambda lengths: EncodedGroup(
        _framed(lengths[0], 100),
        tuple(_framed(length, 1000 * place) for place, length in enumerate(lengths[1], 1)),
    )
)
_limits = st.integers(1, 80)
_policies = st.sampled_from(list(Truncation))


def _length(pieces: Pieces) -> int:
    return sum(map(len, pieces))


def _whole_lengths(encoded: EncodedGroup) -> list[int]:
    return [_length(encoded.head) + _length(tail) for tail in encoded.tails]


def _kept(encoded: EncodedGroup, fitted: Fitted) -> list[tuple[Pieces, Tokens]]:
    """Each program that fits beside what is read of it."""
    return [
        (tail, fitted.tokens.suffixes[place])
        for tail, place in zip(encoded.tails, fitted.places, strict=True)
        if place is not None
    ]


@given(_groups(), _limits, _policies)
def test_every_program_has_one_place_or_none_in_its_order(
    encoded: EncodedGroup, limit: int, policy: Truncation
) -> None:
    """None is lost, none is doubled."""
    fitted = fit(encoded, limit, policy)
    places = [place for place in fitted.places if place is not None]

    assert len(fitted.places) == len(fitted.lengths) == len(fitted.truncated) == len(encoded.tails)
    assert places == list(range(len(fitted.tokens.suffixes)))


@given(_groups(), _limits, _policies)
def test_tokens_are_left_out_and_never_moved(
    encoded: EncodedGroup, limit: int, policy: Truncation
) -> None:
    """What is read stands in the order of the whole; the ids were given in that order."""
    fitted = fit(encoded, limit, policy)

    assert list(fitted.tokens.prefix) == sorted(fitted.tokens.prefix)
    assert set(fitted.tokens.prefix) <= set(chain.from_iterable(encoded.head))
    for tail, read in _kept(encoded, fitted):
        assert list(read) == sorted(read)
        assert set(read) <= set(chain.from_iterable(tail))


@given(_groups(), _limits, _policies)
def test_the_score_is_always_read_at_the_last_token_of_the_template(
    encoded: EncodedGroup, limit: int, policy: Truncation
) -> None:
    """Never in the middle of a program."""
    for tail, read in _kept(encoded, fit(encoded, limit, policy)):
        assert read[-1] == tail[-1][-1]


@given(_groups(), _limits, _policies)
def test_the_length_told_is_that_of_what_is_read(
    encoded: EncodedGroup, limit: int, policy: Truncation
) -> None:
    """And beyond the limit exactly where nothing is read."""
    fitted = fit(encoded, limit, policy)
    for place, length in zip(fitted.places, fitted.lengths, strict=True):
        if place is None:
            assert length > limit
        else:
            assert length == len(fitted.tokens.prefix) + len(fitted.tokens.suffixes[place])
            assert length <= limit


@given(_groups(), _limits, _policies)
def test_truncated_says_whether_something_was_left_out(
    encoded: EncodedGroup, limit: int, policy: Truncation
) -> None:
    """Of the problem or of this program, no more and no less."""
    fitted = fit(encoded, limit, policy)
    for tail, place, truncated in zip(encoded.tails, fitted.places, fitted.truncated, strict=True):
        whole = _length(encoded.head) + _length(tail)
        read = 0 if place is None else fitted.lengths[encoded.tails.index(tail)]

        assert truncated == (place is not None and read < whole)


@given(_groups(), _limits)
def test_refusing_changes_no_token(encoded: EncodedGroup, limit: int) -> None:
    """It only leaves out what is too long."""
    fitted = fit(encoded, limit, Truncation.REFUSE)
    whole = encoded.tokens()

    assert fitted.tokens.prefix == whole.prefix
    assert fitted.tokens.suffixes == tuple(
        one for one in whole.suffixes if len(whole.prefix) + len(one) <= limit
    )
    assert list(fitted.lengths) == _whole_lengths(encoded)
    assert not any(fitted.truncated)


@given(_groups(), _policies)
def test_a_limit_that_all_fit_changes_nothing(encoded: EncodedGroup, policy: Truncation) -> None:
    """Whatever is allowed."""
    fitted = fit(encoded, max(_whole_lengths(encoded)), policy)

    assert fitted.tokens == encoded.tokens()
    assert not any(fitted.truncated)


@given(_groups(), _limits, _policies)
def test_a_program_that_is_not_shortened_has_its_own_tokens(
    encoded: EncodedGroup, limit: int, policy: Truncation
) -> None:
    """Beside the whole problem."""
    fitted = fit(encoded, limit, policy)
    whole = encoded.tokens()

    for own, place, truncated in zip(whole.suffixes, fitted.places, fitted.truncated, strict=True):
        if place is not None and not truncated:
            assert (fitted.tokens.prefix, fitted.tokens.suffixes[place]) == (whole.prefix, own)


@given(_groups(), _limits)
def test_shortening_programs_leaves_the_problem_alone(encoded: EncodedGroup, limit: int) -> None:
    """And every program that fits by itself."""
    fitted = fit(encoded, limit, Truncation.PROGRAM)
    whole = encoded.tokens()

    assert fitted.tokens.prefix == whole.prefix
    for suffix, place in zip(whole.suffixes, fitted.places, strict=True):
        if len(whole.prefix) + len(suffix) <= limit:
            assert place is not None
            assert fitted.tokens.suffixes[place] == suffix


@given(_groups(), _limits)
def test_shortening_the_problem_leaves_programs_alone(encoded: EncodedGroup, limit: int) -> None:
    """Whole or not at all."""
    for tail, read in _kept(encoded, fit(encoded, limit, Truncation.PROBLEM)):
        assert read == tuple(chain.from_iterable(tail))


@given(_framed_groups, _limits)
def test_a_shortened_program_keeps_its_beginning(encoded: EncodedGroup, limit: int) -> None:
    """Between the template's control tokens."""
    for tail, read in _kept(encoded, fit(encoded, limit, Truncation.PROGRAM)):
        assert read[0] == read[-1] == CONTROL
        assert read[1:-1] == tail[1][: len(read) - 2]


@given(_framed_groups, _limits)
def test_a_shortened_problem_keeps_its_beginning_and_its_end(
    encoded: EncodedGroup, limit: int
) -> None:
    """Between the template's control tokens."""
    head, whole = fit(encoded, limit, Truncation.PROBLEM).tokens.prefix, encoded.head[1]
    inside = head[1:-1]
    front = (len(inside) + 1) // 2

    assert head[0] == head[-1] == CONTROL
    assert inside[:front] == whole[:front]
    assert inside[front:] == whole[len(whole) - (len(inside) - front) :]


@given(_groups(), _limits, _policies)
def test_no_policy_loses_a_program_that_fits_without_it(
    encoded: EncodedGroup, limit: int, policy: Truncation
) -> None:
    """Allowing to shorten is never worse than refusing."""
    refused = fit(encoded, limit, Truncation.REFUSE)
    allowed = fit(encoded, limit, policy)

    for before, after in zip(refused.places, allowed.places, strict=True):
        assert before is None or after is not None


def test_a_problem_that_cannot_be_shortened_enough_is_not_called_shortened() -> None:
    """The short program was read beside the whole problem."""
    encoded = EncodedGroup(((1, 2, 3),), (((4,), (5,)), (tuple(range(10, 60)), (6,))))
    fitted = fit(encoded, 10, Truncation.PROBLEM)

    assert fitted.tokens.prefix == (1, 2, 3)
    assert fitted.places == (0, None)
    assert fitted.truncated == (False, False)


@pytest.mark.parametrize(("limit", "front", "back"), [(9, 4, 3), (8, 3, 3), (7, 3, 2), (4, 1, 1)])
def test_the_middle_of_the_problem_goes_first(limit: int, front: int, back: int) -> None:
    """Of ten tokens beside a program of two; an odd number leaves one more in front."""
    problem = tuple(range(10))
    fitted = fit(EncodedGroup((problem,), (((20,), (21,)),)), limit, Truncation.PROBLEM)

    assert fitted.tokens.prefix == problem[:front] + problem[-back:]


@pytest.mark.parametrize(("limit", "left"), [(12, 10), (11, 9), (3, 1)])
def test_a_program_loses_its_end_and_keeps_one_token(limit: int, left: int) -> None:
    """Beside a problem of one token and the turn's end."""
    program = tuple(range(10, 20))
    fitted = fit(EncodedGroup(((1,),), ((program, (2,)),)), limit, Truncation.PROGRAM)

    assert fitted.tokens.suffixes == ((*program[:left], 2),)
