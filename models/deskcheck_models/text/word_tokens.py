"""Short ASCII texts to token ids through the ids of their words, each of which is encoded once.

Tokenizers of GPT-2's kind split a text into words by a pattern and encode every word by itself. The
programs of a group are made of the same few hundred words. Three in four of their lines stand in
another of them too, and so words are sought once in each line of a call.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Any, Self

from tokenizers import Tokenizer
from tokenizers.pre_tokenizers import ByteLevel

Ids = tuple[int, ...]

LONGEST_TEXT = 16_384
"""Characters of a text up to which it is split here: that stops all other threads, for 1 ms."""

MOST_NEW = 4_096
"""Words of one call that are encoded one by one: with more, whole texts are the faster way."""

MOST_CHARACTERS = 2**19
"""Characters of words that are remembered, with their ids some 20 MB."""

_SHORTENED = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|"
_LETTERS = r"[^\r\n\p{L}\p{N}]?\p{L}+|"
_SIGNS = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


def _in_ascii(pattern: str) -> re.Pattern[str]:
    """The same pattern for texts whose letters and digits are those of ASCII."""
    alone = pattern.replace(r"|\p{N}", "|[0-9]").replace(r"?\p{L}", "?[A-Za-z]")
    return re.compile(alone.replace(r"\p{L}", "A-Za-z").replace(r"\p{N}", "0-9"), re.ASCII)


WORDS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        pattern: _in_ascii(pattern)
        for pattern in (
            _LETTERS + r"\p{N}" + _SIGNS,  # the bundled verifier
            _SHORTENED + _LETTERS + r"\p{N}" + _SIGNS,  # Qwen2 and Qwen3
            _SHORTENED + _LETTERS + r"\p{N}{1,3}" + _SIGNS,  # LLaMA 3
        )
    }
)
"""Patterns by which tokenizers split a text, each with what it is in ASCII."""


class WordTokens:
    """Remembers the ids of words; many threads may use it at once."""

    def __init__(self, words: re.Pattern[str], tokenizer: Tokenizer) -> None:
        """`tokenizer` is the texts' own, but takes each text for one word."""
        self._words = words
        self._tokenizer = tokenizer
        self._ids: dict[str, Ids] = {}
        self._characters = 0

    @classmethod
    def of(cls, record: Mapping[str, Any], tokenizer: Tokenizer) -> Self | None:
        """For a tokenizer and its `tokenizer.json`; None where it is of another kind."""
        words = WORDS.get(_split_pattern(record))
        if words is None:
            return None
        of_words = Tokenizer(tokenizer.model)
        of_words.pre_tokenizer = ByteLevel(add_prefix_space=False, use_regex=False)
        return cls(words, of_words)

    def encode(self, texts: Sequence[str]) -> list[Ids | None]:
        """The ids of each text; None for those that are to be encoded whole."""
        lines = [_lines(text) if _is_short_ascii(text) else None for text in texts]
        words = {line: self._words.findall(line) for line in set().union(*filter(None, lines))}
        try:
            return _joined(lines, words, self._ids)
        except KeyError:
            ids = self._learned(set().union(*words.values()))
        return [None] * len(texts) if ids is None else _joined(lines, words, ids)

    def _learned(self, words: set[str]) -> Mapping[str, Ids] | None:
        """The ids of all these words and others; None where too many are new."""
        ids = self._ids
        new = list(words.difference(ids))
        if len(new) > MOST_NEW:
            return None
        characters = self._characters + sum(map(len, new))
        if characters > MOST_CHARACTERS:  # another dictionary: this one may be in use
            ids, new, characters = {}, list(words), sum(map(len, words))
        encoded = self._tokenizer.encode_batch_fast(new, add_special_tokens=False)
        ids.update(zip(new, (tuple(one.ids) for one in encoded), strict=True))
        self._ids, self._characters = ids, characters
        return ids


def _lines(text: str) -> list[str]:
    """The lines with their ends, each with all blank ones behind it: a word ends there too.

    A text with carriage returns, where words may reach over a line's end, is left whole.
    """
    if "\r" in text:
        return [text]
    *ended, last = text.split("\n")
    lines: list[str] = []
    for line in ended:
        if lines and (not line or line.isspace()):
            lines[-1] += line + "\n"
        else:
            lines.append(line + "\n")
    return [*lines, last] if last else lines


def _joined(
    lines: Iterable[Sequence[str] | None],
    words: Mapping[str, Sequence[str]],
    ids: Mapping[str, Ids],
) -> list[Ids | None]:
    """The ids of the lines of each text; raises KeyError for a new word."""
    of_lines = {line: _chained(its, ids) for line, its in words.items()}
    return [None if text is None else _chained(text, of_lines) for text in lines]


def _chained(parts: Iterable[str], ids: Mapping[str, Ids]) -> Ids:
    return tuple(chain.from_iterable(map(ids.__getitem__, parts)))


def _is_short_ascii(text: str) -> bool:
    return len(text) <= LONGEST_TEXT and text.isascii()


def _split_pattern(record: Mapping[str, Any]) -> str:
    """The pattern by which it splits a text, "" where it does more than that and encode words."""
    match record:
        case {
            "normalizer": None | {"type": "NFC"},  # which changes nothing in ASCII
            "pre_tokenizer": {
                "pretokenizers": [
                    {
                        "type": "Split",
                        "pattern": {"Regex": str(pattern)},
                        "behavior": "Isolated",
                        "invert": False,
                    },
                    {"type": "ByteLevel", "add_prefix_space": False, "use_regex": False},
                ]
            },
            "model": {"dropout": None},
        }:
            return pattern
    return ""
