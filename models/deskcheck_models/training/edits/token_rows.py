"""The rows of a program that begin inside a token, so that their white space is text."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

_TEXTS = re.compile(
    r"string|comment|heredoc|nowdoc|^text|jsx|shell|regex|character|macro"
    r"|preproc_(?:def|function_def|call)"
)


def rows_within_tokens(root: "Node") -> set[int]:
    """Rows, from 0, that a string, comment or macro of the row before goes on in."""
    rows: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        first, last = node.start_point.row, node.end_point.row
        if first == last:
            continue
        if _TEXTS.search(node.type):
            rows.update(range(first + 1, last + 1))
        else:
            stack.extend(node.children)
    return rows
