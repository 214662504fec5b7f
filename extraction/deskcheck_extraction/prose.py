"""Telling prose from code, one line at a time."""

import re


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_HEADING = re.compile(r"#{2,6} \S")
_BULLET = re.compile(r"(?:[-*+•‣\u2013\u2014]|\d{1,3}[.)])\s+(?:\*\*|`|_?[A-Z\"'(])")
_EMPHASIS = re.compile(r"\*\*[^*\n]{1,120}\*\*|__[^_\n]{1,80}__:?\s*$")
_WORD = re.compile(r"(?<![\w.$@])[A-Za-z]+(?:['\u2019-][A-Za-z]+)*(?![\w(])")
_TABLE_ROW = re.compile(r"\|.+\|\s*$")
_RULE = re.compile(r"(?:-{3,}|={3,}|\*{3,}|_{3,}|[─━═]{3,})\s*$")
_CODE_MARK = re.compile(
    r"[{}\\;]\s*$|\w\(\w*\)|[!=<>+\-*/%&|^]=|\s=\s|=>|->|::|&&|\|\||^\s*[@$<&]|;\s*//|\w\["
    r"|\w\.\w+\("
)
_SENTENCE_WORDS = _words(
    "the a an is are was this that these those it its of to and with you your we i can will",
    "here how note for function code program solution output result example which below",
    "above following returns if so let's",
)
_LABEL = re.compile(r"[A-Z][A-Za-z]+(?: [A-Za-z0-9()`'\u2019-]+){0,8}:\s*$")
_REMARK = re.compile(
    r"[A-Z][a-z]+(?: [A-Za-z]+){0,5}!+$|[A-Z][A-Za-z]*(?: [A-Za-z]+){0,5}: [^={};]*[^={};,]$"
)
_CODE_LINE = re.compile(r"[\w.$\[\]]+\(.*\)\s*;?\s*(?:(?://|# ).*)?$|[^`]*;\s*(?://.*)?$")
_INLINE_CODE = re.compile(r"`[^`\n]*`|\bO\([^()\n]*\)")
_NAME = re.compile(r"[A-Za-z_$]")
_OPENERS = _words(
    "this the here it you we note let now then finally first next and so hope happy for i in output"
)
_NO_WORDS = (*"#/@$<>{}()[];*%&", "--")  # what comments and code begin with
_LONGEST_LINE = 2_000
_KEYWORD_LINE = re.compile(
    r"(?:import|from|using|package|return|public|private|protected|static|def|class|function"
    r"|const|let|var|val|if|else"
    r"|for|while|do|try|except|finally|with|switch|case|match|struct|enum|interface|impl|use|fn"
    r"|func|fun|elif|end|begin|begin"
    r"|async|await|export|type|object|trait|module|require|include|SELECT|INSERT|UPDATE|DELETE"
    r"|CREATE|WITH|FROM|WHERE"
    r"|GROUP|ORDER|JOIN|LEFT|INNER|SET|VALUES|HAVING|UNION|ALTER|DROP|echo|printf|print|raise"
    r"|throw|yield|assert)\b"
)


def is_prose(line: str) -> bool:
    """Say whether a line reads like prose or markdown, not like code.

    A guess from the line alone: it is asked only at the margin, where comments and strings seldom
    stand.
    """
    text = line.rstrip()[:_LONGEST_LINE]
    if not text.strip() or text[0] in " \t":
        return False
    if _HEADING.match(text) or _BULLET.match(text) or _TABLE_ROW.match(text):
        return True
    if _EMPHASIS.match(text) or _RULE.match(text):
        return True
    return _is_sentence(text)


def is_sentence(line: str) -> bool:
    """Say whether a line, indented or not, reads like a sentence: stricter than `is_prose`."""
    return _is_sentence(line.strip()[:_LONGEST_LINE])


def shows_code(line: str) -> bool:
    """Say whether a line begins with a keyword, or with a name and holds a sign of code."""
    text = line[:_LONGEST_LINE]
    if _KEYWORD_LINE.match(text):
        return True
    return bool(_NAME.match(text)) and bool(_CODE_MARK.search(text))


def _is_sentence(text: str) -> bool:
    if text.startswith(_NO_WORDS) or not text[:1].strip() or _CODE_LINE.match(text):
        return False
    plain = _INLINE_CODE.sub(" x ", text).strip()
    words = _WORD.findall(plain)
    known = sum(word.lower() in _SENTENCE_WORDS for word in words)
    if _KEYWORD_LINE.match(text):
        is_sign = "(" in text or bool(_CODE_MARK.search(plain))
        return known >= 3 and text.endswith((".", ":")) and not is_sign
    if _LABEL.match(text) or _REMARK.match(text) or _reads_as_opening(plain, words):
        return True
    if (_CODE_MARK.search(plain) and known < 3) or len(words) < 3:
        return False
    if text.endswith(("{", ";", ",")) and known < 3:
        return False
    return _is_mostly_words(plain, words, known)


def _reads_as_opening(plain: str, words: list[str]) -> bool:
    """Say whether a line opens like a sentence and nothing in it is a sign of code."""
    if len(words) < 2 or not plain[0].isupper() or _CODE_MARK.search(plain):
        return False
    return words[0].lower() in _OPENERS


def _is_mostly_words(plain: str, words: list[str], known: int) -> bool:
    letters = sum(map(len, words)) + plain.count(" ")
    is_ended = plain.endswith((".", "!", "?", ":", '."'))
    if plain[0].isupper() and is_ended and letters > 0.6 * len(plain):
        return True
    return known >= 1 and letters > 0.75 * len(plain) and (known >= 2 or plain[0].isupper())
