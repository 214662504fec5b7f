"""Tokens from characters: rather too many."""

import pytest

from deskcheck_models import Candidate, Group, Message, Verifier
from deskcheck_server.queue.token_estimate import FRAME, estimated_tokens
from tests.server.answers import ADD, BROKEN, PROBLEM, SUBTRACT

CODE = "\n".join(f"def add_{index}(first, second): return first + second" for index in range(40))


def known_tokens(group: Group) -> int:
    """What the bundled verifier reads of a group, the texts as they are."""
    text = Verifier.find("deskcheck-nano").text
    tokens = text.encode(text.render(group.problem, [one.text for one in group.candidates]))
    joined = tokens.tokens()
    return len(joined.prefix) + sum(len(suffix) for suffix in joined.suffixes)


@pytest.mark.parametrize(
    "group",
    [
        Group(PROBLEM, (Candidate(ADD), Candidate(SUBTRACT), Candidate(BROKEN))),
        Group("Schreibe größer_als(a, b) für Zahlen.", (Candidate("# prüft größer als\n" + CODE),)),
        Group("写一个函数把两个数相加", (Candidate("# 把两个数相加\n" + CODE),)),
        Group("p", tuple(Candidate(CODE) for _ in range(16))),
    ],
)
def test_the_estimate_is_not_below_what_is_read(group: Group) -> None:
    """For code in several languages, and no more than three times as much."""
    known, estimated = known_tokens(group), estimated_tokens(group, longest=4096)

    assert known <= estimated <= 3 * known


def test_nothing_counts_beyond_what_is_read() -> None:
    """A text of a megabyte is not read whole."""
    group = Group("x" * 10**6, (Candidate("y" * 10**6), Candidate("z")))

    assert estimated_tokens(group, longest=4096) == 4096 + 4096 + FRAME


def test_every_message_counts() -> None:
    """A conversation is the sum of its turns."""
    turns = tuple(Message("user", "a" * 100) for _ in range(5))

    assert estimated_tokens(Group(turns, ()), longest=4096) == 5 * (FRAME + 50)
