"""Sequences longer than the verifier reads: refused, or shortened where the caller asked for it.

Only plain text is cut, never a control token or the template's tail: the score is read at the last
token, so cutting there would read it in the middle of a line.
"""

from dataclasses import dataclass
from itertools import accumulate, compress

from deskcheck_models.engine import TokenGroup
from deskcheck_models.group import Truncation
from deskcheck_models.text.tokenizer import Tokens
from deskcheck_models.text.verifier_text import EncodedGroup


@dataclass(frozen=True, slots=True)
class Fitted:
    """Token ids of the programs that fit.

    `places[i]` is where program i stands among the suffixes, None where it does not fit;
    `lengths[i]` is the length that its whole sequence has or would have had; `truncated[i]` says
    whether problem or program was shortened for it.
    """

    tokens: TokenGroup
    places: tuple[int | None, ...]
    lengths: tuple[int, ...]
    truncated: tuple[bool, ...]


def fit(encoded: EncodedGroup, limit: int, policy: Truncation) -> Fitted:
    """Apply the policy to one group; `limit` is the longest sequence in tokens."""
    head, tails = encoded.head, encoded.tails
    longest = _length(head) + max(map(_length, tails))
    cut_head = policy is Truncation.PROBLEM and longest > limit
    if cut_head:
        head = _without_middle(head, longest - limit)
        cut_head = head is not encoded.head
    room = limit - _length(head)
    if policy is Truncation.PROGRAM:
        tails = tuple(_without_end(tail, _length(tail) - room) for tail in tails)
    fits = [_length(tail) <= room for tail in tails]
    kept = tuple(compress(tails, fits))
    shortened = [cut_head or new is not old for new, old in zip(tails, encoded.tails, strict=True)]
    return Fitted(
        tokens=EncodedGroup(head, kept).tokens(),
        places=_places(fits),
        lengths=tuple(_length(head) + _length(tail) for tail in tails),
        truncated=tuple(a and b for a, b in zip(shortened, fits, strict=True)),
    )


def _places(fits: list[bool]) -> tuple[int | None, ...]:
    counted = accumulate(fits, initial=0)
    return tuple(place if good else None for place, good in zip(counted, fits, strict=False))


def _length(pieces: tuple[Tokens, ...]) -> int:
    return sum(map(len, pieces))


def _without_middle(pieces: tuple[Tokens, ...], surplus: int) -> tuple[Tokens, ...]:
    """The longest piece loses its middle; where even that is not enough, nothing is cut."""
    place, piece = _longest(pieces)
    kept = len(piece) - surplus
    if kept < 2:
        return pieces
    front = (kept + 1) // 2
    shorter = piece[:front] + piece[len(piece) - (kept - front) :]
    return (*pieces[:place], shorter, *pieces[place + 1 :])


def _without_end(pieces: tuple[Tokens, ...], surplus: int) -> tuple[Tokens, ...]:
    """The longest piece loses its end; where nothing of it would be left, nothing is cut."""
    place, piece = _longest(pieces)
    if surplus <= 0 or surplus >= len(piece):
        return pieces
    return (*pieces[:place], piece[: len(piece) - surplus], *pieces[place + 1 :])


def _longest(pieces: tuple[Tokens, ...]) -> tuple[int, Tokens]:
    return max(enumerate(pieces), key=lambda numbered: len(numbered[1]), default=(0, ()))
