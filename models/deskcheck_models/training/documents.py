"""What the language model reads before it becomes a verifier: problems with programs, and code."""

import random
from collections.abc import Iterable, Iterator, Sequence

from deskcheck_models.text.verifier_text import VerifierText
from deskcheck_models.training.preference_groups import PreferenceGroup


def documents(
    groups: Sequence[PreferenceGroup], per_problem: int, seed: int
) -> list[tuple[str, str]]:
    """Problem and program, preferred ones first, at most `per_problem` of each; shuffled."""
    chance = random.Random(seed)
    chosen: list[tuple[str, str]] = []
    for group in groups:
        above = dict.fromkeys(place for place, _ in group.preferences)
        places = [*above, *(place for _, place in group.preferences)]
        own = [place for place in dict.fromkeys(places) if place in group.plain]
        chosen.extend((group.problem, group.programs[place]) for place in own[:per_problem])
    chance.shuffle(chosen)
    return chosen


def windows(
    text: VerifierText, pairs: Iterable[tuple[str, str]], code: Iterable[str], length: int
) -> Iterator[list[int]]:
    """Code first, then documents end to end, in windows of `length` tokens; a short last one is
    dropped."""
    buffer: list[int] = []
    for tokens in (*map(text.plain, code), *(_document(text, *pair) for pair in pairs)):
        buffer.extend(tokens)
        while len(buffer) >= length:
            yield buffer[:length]
            buffer = buffer[length:]


def _document(text: VerifierText, problem: str, program: str) -> list[int]:
    group = text.encode(text.render(problem, [program])).tokens()
    return [*group.prefix, *group.suffixes[0]]
