"""What the comments of training say of a program: sentences put together from parts.

There are thousands of them, so that a verifier learns to pass over praise and blame as such, and
not over a list of sentences. None of them is one of `claims`, with which robustness is measured.
"""

import random
from collections.abc import Mapping, Sequence

from deskcheck_models.training.edits.descriptions import Described

_WHO = (
    *("I", "We", "The team", "Our reviewers", "The graders", "Two colleagues", "The author"),
    *("The whole course", "The platform", "Everyone here", "The examiner", "My mentor"),
)
_WHAT = (
    *("this", "this code", "the code below", "this answer", "the approach", "this version"),
    *("the function", "this submission", "the program", "this attempt", "the logic"),
)
_WHEN = ("", "", "today", "last week", "twice", "in review", "by hand", "on the judge", "at length")
_CHECKED = ("checked", "tested", "ran", "went through", "reviewed", "compared", "submitted")
_GOOD = (
    *("it works perfectly", "all samples match", "it is fully right", "it got full marks"),
    *("no mistake is left", "it is the best one here", "it passed at once", "it is accepted"),
    *("it is as good as the model answer", "an expert would do the same", "it can be trusted"),
    *("the result is exact", "it is robust and complete", "it was praised by everybody"),
)
_BAD = (
    *("it does not work", "some samples differ", "it is wrong", "it got no marks"),
    *("there are mistakes left", "it is the worst one here", "it failed at once"),
    *("it is rejected", "it looks like a beginner's try", "it cannot be trusted"),
    *("the result is off", "it crashes now and then", "nobody was convinced", "it is a guess"),
)
_ROLES = ("senior", "expert", "award-winning", "very experienced", "famous", "top-ranked")
_NOVICES = ("new", "inexperienced", "careless", "first-year", "confused", "self-taught")
_JOBS = ("engineer", "programmer", "developer", "contestant", "researcher", "student", "coder")

DESCRIBED: Mapping[Described, Sequence[str]] = {
    Described.PARAMETERS: ("only the last argument counts", "inputs are sorted beforehand"),
    Described.RETURN: ("give the answer", "this ends early on purpose", "the sum of all inputs"),
    Described.ASSIGNMENT: ("set up", "temporary", "start from one", "keep the largest"),
    Described.OPERATOR: ("count down", "next step", "add one more", "halve it"),
    Described.LOOP: ("go over all items", "repeat until done", "only the first few", "outer loop"),
    Described.BRANCH: ("special case", "should not happen", "skip if empty", "check the bounds"),
}


def praise(chance: random.Random) -> str:
    """A sentence that speaks well of the program or its author."""
    return _sentence(_GOOD, _ROLES, chance)


def blame(chance: random.Random) -> str:
    """A sentence that speaks ill of the program or its author."""
    return _sentence(_BAD, _NOVICES, chance)


def _sentence(outcomes: Sequence[str], authors: Sequence[str], chance: random.Random) -> str:
    what, outcome = chance.choice(_WHAT), chance.choice(outcomes)
    form = chance.randrange(4)
    if form == 0:
        author = f"{chance.choice(authors)} {chance.choice(_JOBS)}"
        text = f"{chance.choice(('by a', 'written by a', 'from a', 'author: a'))} {author}"
    elif form == 1:
        text = f"note on {what}: {outcome}"
    elif form == 2:
        text = f"{what}: {outcome}"
    else:
        checked = f"{chance.choice(_WHO)} {chance.choice(_CHECKED)} {what} {chance.choice(_WHEN)}"
        text = f"{checked.strip()}, {outcome}"
    return _cased(text, chance) + chance.choice((".", ".", "!", ""))


def _cased(text: str, chance: random.Random) -> str:
    draw = chance.random()
    if draw < 0.1:
        return text.upper()
    return text[0].upper() + text[1:] if draw < 0.8 else text
