"""What is read once for several candidates of a group: equal programs, and equal tokens."""

from collections.abc import Sequence
from dataclasses import replace

from deskcheck_extraction import Extraction
from deskcheck_models.engine import Logit, TokenGroup
from deskcheck_models.text.tokenizer import Tokens
from deskcheck_models.text.truncation import Fitted


def sources(extractions: Sequence[Extraction], *, share: bool) -> list[int | None]:
    """For every candidate the first one with the same program, None without a valid one.

    Where they do not share, every candidate is its own source.
    """
    first: dict[str, int] = {}
    return [
        None if one.valid is False else first.setdefault(one.program, index) if share else index
        for index, one in enumerate(extractions)
    ]


def firsts(sources: Sequence[int | None]) -> list[int]:
    """The candidates whose programs are read."""
    return [index for index, source in enumerate(sources) if source == index]


def without_repeats(fitted: Fitted) -> Fitted:
    """Every sequence once: programs that became the same tokens share a place.

    Templates that strip white space, and truncation, make the same of different programs.
    """
    numbers: dict[Tokens, int] = {}
    shared = [numbers.setdefault(suffix, len(numbers)) for suffix in fitted.tokens.suffixes]
    return replace(
        fitted,
        tokens=TokenGroup(fitted.tokens.prefix, tuple(numbers)),
        places=tuple(None if place is None else shared[place] for place in fitted.places),
    )


def logits_of_programs(fitted: Fitted, logits: Sequence[Logit]) -> list[Logit | None]:
    """The logit of every program, None for one that does not fit.

    The first program at a place pays for its tokens, the others have them all cached.
    """
    paid: set[int | None] = set()
    found: list[Logit | None] = []
    for place, tokens in zip(fitted.places, fitted.lengths, strict=True):
        logit = None if place is None else logits[place]
        if logit is not None and place in paid:
            logit = replace(logit, cached_tokens=tokens)
        paid.add(place)
        found.append(logit)
    return found
