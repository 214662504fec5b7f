"""Languages other than Python, judged by tree-sitter."""

import re

from deskcheck_extraction.definition_patterns import pattern_outline
from deskcheck_extraction.grammars import parse
from deskcheck_extraction.reading import Reading
from deskcheck_extraction.tree_outline import first_error_line, tree_outline

_KOTLIN_BODY = re.compile(
    r"(?<!\$)\{[ \t]*(?=(?:(?:override|private|public|internal) +)*(?:fun|val|var|init"
    r"|constructor)\b)"
)


def read_tree(source: str, language: str) -> Reading:
    """Judge source in a language that has a grammar; `valid` is None where the deadline passed."""
    data = f"{source}\n".encode("utf-8", "replace")  # some grammars want the last line ended
    tree = parse(data, _grammar(source, language))
    if tree is None:
        return Reading(
            None, pattern_outline(source, language), reason="the parser's deadline passed"
        )
    root = tree.root_node
    if not root.has_error and language != "sql":
        return Reading(True, tree_outline(root, data))
    if not root.has_error:  # its statements are of too many kinds
        return Reading(True, pattern_outline(source, language))
    if _is_dialect(source, data, language):
        return Reading(True, pattern_outline(source, language))
    line = first_error_line(root) or 0
    reason = f"the {language} parser finds an error in line {line + 1}"
    return Reading(False, pattern_outline(source, language), line, reason)


def _grammar(source: str, language: str) -> str:
    if language == "php" and "<?" not in source:
        return "php_only"
    return language


def _is_dialect(source: str, data: bytes, language: str) -> bool:
    """Say whether another grammar, or another layout, accepts what was refused without need."""
    if language == "typescript" and ("</" in source or "/>" in source):
        return _accepts(data, "tsx")
    if language == "kotlin" and _KOTLIN_BODY.search(source):  # its grammar wants a line end there
        spread = _KOTLIN_BODY.sub("{\n", source)
        spread = spread if "${" in spread else spread.replace("}", "\n}")
        return _accepts(spread.encode("utf-8", "replace"), "kotlin")
    return False


def _accepts(data: bytes, grammar: str) -> bool:
    tree = parse(data, grammar)
    return tree is not None and not tree.root_node.has_error
