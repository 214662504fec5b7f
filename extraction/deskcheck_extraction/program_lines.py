"""Lines at which an unfenced program can begin."""

# ruff: noqa: E501  (a pattern is read better in one line)

import re
from functools import cache

from deskcheck_extraction.prose import is_prose

_COMMON = r"@\w+|#!|[A-Za-z_][\w.\[\]]*(?: *, *\*?[\w.\[\]]+)* *[-+*/|&]?=(?!=) *\S|[A-Za-z_][\w.:]*\([^\n]*\);? *$"
_BRACES = (
    r"#(?:include|define|pragma|\[|!\[)|(?:using|package|namespace|import|use|mod|extern) +[\w.:*<>{}\"', @/\\-]+;?$|/[/*]|\*/"
    r"|(?:const|let|var|val|static|final) +\w[^.]*=|template *<|import *[({\"']|[{}]"
    r"|(?:export|public|private|protected|internal|static|final|abstract|sealed|data|async|pub|override|open|fileprivate|inline|unsafe) +\w"
    r"|(?:function\*?|func|fn|fun|def|class|struct|enum|interface|trait|impl|object|protocol|record|type|extension|union|typedef|module|actor|typealias)\b +[\w<(*&]"
    r"|[A-Za-z_][\w:<>,\[\]*& ]* [*&]?\w+ *(?:\([^\n]*\)[^\n.]*\{?|=[^\n]*;|;|\[[^\n]*;) *$|if *\(|for *\(|while *\("
)
_STARTS = {
    "python": r"from +[\w.]+ +import\b|import +[\w.]+(?: +as +\w+)?(?: *, *[\w.]+(?: +as +\w+)?)*[ \t]*(?:#.*)?$|(?:async +)?def +\w+|class +\w+ *[:(\[]"
    r"|(?:if|for|while|with|try|async)\b[^\n]*: *(?:#.*)?$|[A-Za-z_]\w* *: *[\w\[\]., ]+ *=|\"\"\"|'''|print\b *[(\"']|global +\w+$|type +\w+.*=",
    "ruby": r"(?:require|require_relative|def|class|module|include|puts|p|print|attr_\w+|if|unless|while|until|case|loop|begin) *[\w'\"(:\[@$]|[\w.]+ do\b|\w+\.each\b",
    "bash": r"(?:if|for|while|case|until|function|export|local|declare|read|set|source|echo|printf|cd|exit|return|then|do|done|fi|esac|awk|sed|grep|sort|cat|ls|mkdir|find|tar|git|docker|curl|pip|npm|sudo)\b(?= |;|$)|\w+ *\(\) *\{?|[A-Za-z_]\w*=|\[\[? |\$",
    "sql": r"(?i:select|with|insert|update|delete|create|alter|drop|merge|declare|begin|explain|--|set|use|grant|truncate|replace)\b[ \t]*(?=[\w*(\"'`]|$)",
    "php": r"<\?php|\$\w+|(?:function|class|interface|trait|abstract|final|namespace|use|echo|foreach|for|if|while|require|include|return)\b *[\w(\\'\"$]|//|/\*",
}
_COMMENTS = {
    "python": ("#",),
    "ruby": ("#",),
    "bash": ("#",),
    "sql": ("--",),
    "php": ("//", "#", "/*", "*"),
}
_BLOCK_COMMENTS = ("//", "/*", "*/", "* ")
_LONGEST = 400


def can_start(line: str, language: str) -> bool:
    """Say whether a line at the margin can start a program or go on with one."""
    if not line or (language != "python" and line.rstrip().endswith((":", ".")) and is_prose(line)):
        return False
    return bool(_pattern(language).match(line[:_LONGEST]))


def holds_prose(text: str, language: str) -> bool:
    """Say whether a line at the margin reads like prose, and not like one of a program."""
    return any(is_prose(line) and not can_start(line, language) for line in text.split("\n"))


def is_comment(line: str, language: str) -> bool:
    """Say whether a line is nothing but a comment."""
    return line.lstrip().startswith(_COMMENTS.get(language, _BLOCK_COMMENTS))


@cache
def _pattern(language: str) -> re.Pattern[str]:
    return re.compile(f"(?:{_STARTS.get(language, _BRACES)}|{_COMMON})")
