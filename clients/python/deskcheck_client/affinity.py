"""Which problem a call is about, as a word: calls of one problem find the same replica.

A replica that has read a problem keeps what it computed for it.
"""

import json
from collections.abc import Sequence
from hashlib import sha256

from deskcheck_client.groups import Group, Problem


def affinity(problem: Problem) -> str:
    """32 hexadecimal digits that are the same for the same problem, in any process.

    A text is the conversation of one message that it stands for.
    """
    messages = [{"role": "user", "content": problem}] if isinstance(problem, str) else problem
    turns = [[message["role"], message["content"]] for message in messages]
    return sha256(json.dumps(turns).encode()).hexdigest()[:32]


def shared_affinity(groups: Sequence[Group]) -> str | None:
    """The affinity of groups that are all about one problem; None where they are not."""
    found = {affinity(group.problem) for group in groups}
    return found.pop() if len(found) == 1 else None
