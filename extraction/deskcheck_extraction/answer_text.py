"""An answer's text with its line ends and marks made uniform."""

import json
import re

LONGEST_ANSWER = 1_000_000
"""Characters of an answer that are read; what lies behind them is not seen."""

LONGEST_PROGRAM = 256 * 1024
"""Bytes (UTF-8) of a program that are kept."""

LEAKED_TOKEN = (
    r"(?:<\|[A-Za-z_▁]{1,40}\|>|<\uff5c[A-Za-z_▁]{1,40}\uff5c>|</?s>|<end_of_turn>|<eos>"
    r"|\[/?INST\]|<\|end▁of▁sentence\|>|<step>)"
)
"""Pattern of a chat template's control token that leaked into the text."""

_JSON_OBJECT = re.compile(
    r"\s*(?:```(?:json)?[ \t]*\n\s*)?(\{[\s\S]*\})\s*(?:```\s*)?", re.IGNORECASE
)
_LEADING_TOKENS = re.compile(rf"\s*(?:(?:{LEAKED_TOKEN}|assistant(?=[ \t]*(?:\n|<)))\s*)+")
_TRAILING_TOKENS = re.compile(rf"(?:\s*{LEAKED_TOKEN})+\s*\Z")
_TURN_END = re.compile(
    r"[<\[](?<![\"'].)(?:(?<=```.)|(?<!`.))(?:\|(?:im_end|im_start|eot_id|eom_id|endoftext"
    r"|end_of_text|end|end_of_turn|start_header_id|user)\|>|(?:end|start)_of_turn>|step>|INST\]"
    r"|\uff5c(?:end\u2581of\u2581sentence|User)\uff5c>)"
)
_TAIL = 400  # characters at a text's end in which leaked tokens are sought
_TOKEN_ENDS = (">", "]")  # one of these ends every leaked token; most texts need no search for them


def uniform_text(answer: str) -> tuple[str, bool]:
    """Make line ends LF, drop a byte order mark, cut at `LONGEST_ANSWER`; True where it was cut."""
    cut = len(answer) > LONGEST_ANSWER
    text = answer[:LONGEST_ANSWER] if cut else answer
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix("\ufeff"), cut


def unwrapped_text(text: str) -> str:
    """Return the strings of an answer that is one JSON object, a blank line between; else the text.

    Asked for JSON, a model puts its program into a string beside others.
    """
    wrapped = _JSON_OBJECT.fullmatch(text)
    try:
        value = json.loads(wrapped[1]) if wrapped else {}
    except (ValueError, RecursionError):
        return text
    strings = [part for part in value.values() if isinstance(part, str)]
    return "\n\n".join(strings) if strings else text


def without_leaked_tokens(text: str) -> str:
    """Cut control tokens of a chat template off both ends of a text."""
    leading = _LEADING_TOKENS.match(text[:_TAIL])
    text = text[leading.end() :] if leading else text
    tail = text[-_TAIL:]
    if not tail.rstrip().endswith(_TOKEN_ENDS):
        return text
    match = _TRAILING_TOKENS.search(tail)
    return text[: len(text) - len(tail) + match.start()] if match else text


def first_turn(text: str) -> str:
    """Return what stands before the token that ends a turn: behind it the model talks to itself."""
    match = _TURN_END.search(text)
    turn = text[: match.start()] if match else ""
    return turn if turn.strip() else text


def ends_turn(line: str) -> bool:
    """Say whether a line outside code holds a token that ends a turn, or begins the next one."""
    return bool(_TURN_END.search(line))


def trimmed(text: str) -> str:
    """Drop blank lines before a text and white space behind it, but not its indentation."""
    body = text.rstrip()
    start = len(body) - len(body.lstrip())
    return body[body.rfind("\n", 0, start) + 1 :]


def capped(program: str) -> tuple[str, bool]:
    """Cut a program at the last line end within `LONGEST_PROGRAM` bytes; True where it was cut."""
    if len(program) * 4 <= LONGEST_PROGRAM:
        return program, False
    data = program.encode("utf-8", "surrogatepass")
    if len(data) <= LONGEST_PROGRAM:
        return program, False
    kept = data[:LONGEST_PROGRAM]
    kept = kept[: kept.rfind(b"\n") if b"\n" in kept else len(kept)]
    return _whole_characters(kept).rstrip(), True


def _whole_characters(data: bytes) -> str:
    while data and data[-1] & 0xC0 == 0x80:
        data = data[:-1]
    end = data[:-1] if data and data[-1] >= 0xC0 else data
    return end.decode("utf-8", "surrogatepass")
