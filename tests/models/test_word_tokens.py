"""The ids that are made of words are those that the tokenizer makes of the whole text."""

import json
import random
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.text.template import Piece
from deskcheck_models.text.tokenizer import VerifierTokenizer
from deskcheck_models.text.word_tokens import (
    LONGEST_TEXT,
    MOST_CHARACTERS,
    MOST_NEW,
    WORDS,
    WordTokens,
)

RECORD = json.loads((BUNDLED_FOLDER / "tokenizer.json").read_text())
SPLIT, BYTES = RECORD["pre_tokenizer"]["pretokenizers"]

LUMPS = st.sampled_from(
    [
        *string.printable,
        "\x00",
        "\x1c",
        "\x1f",
        "\x7f",
        "  ",
        "\n    ",
        "def ",
        "'LL",
        "I'm",
        "2048",
    ]
)
TEXTS = st.lists(LUMPS, max_size=60).map("".join)


def _record(*steps: dict[str, Any], **changes: object) -> dict[str, Any]:
    """The bundled tokenizer with other steps before its model."""
    pre = {"type": "Sequence", "pretokenizers": list(steps)}
    return {**RECORD, "added_tokens": [], "pre_tokenizer": pre, **changes}


def _by_pattern(pattern: str) -> tuple[Tokenizer, WordTokens]:
    record = _record({**SPLIT, "pattern": {"Regex": pattern}}, BYTES)
    whole = Tokenizer.from_str(json.dumps(record))
    words = WordTokens.of(record, whole)
    assert words is not None
    return whole, words


BY_PATTERN = [_by_pattern(pattern) for pattern in WORDS]
WHOLE, _ = BY_PATTERN[0]
TOKENIZER = VerifierTokenizer(json.dumps(RECORD))


def _ids(text: str) -> tuple[int, ...]:
    return tuple(WHOLE.encode(text, add_special_tokens=False).ids)


def _different_words(number: int, letters: int) -> list[str]:
    """Words of so many letters behind a blank, the same in every run."""
    draw = random.Random(number)
    found = {" " + "".join(draw.choices(string.ascii_lowercase, k=letters)): None}
    while len(found) < number:
        found[" " + "".join(draw.choices(string.ascii_lowercase, k=letters))] = None
    return list(found)


@pytest.mark.parametrize(("whole", "words"), BY_PATTERN, ids=["bundled", "qwen", "llama"])
@given(texts=st.lists(TEXTS, max_size=4))
def test_ascii_texts_have_the_ids_of_the_whole_text(
    whole: Tokenizer, words: WordTokens, texts: list[str]
) -> None:
    """For the patterns of the bundled verifier, of Qwen's models and of LLaMA's."""
    expected = [tuple(whole.encode(text, add_special_tokens=False).ids) for text in texts]

    assert words.encode(texts) == expected


@given(st.lists(st.text(), max_size=4), TEXTS)
def test_every_text_has_the_ids_of_the_whole_text(texts: list[str], ascii_text: str) -> None:
    """Texts of all scripts beside one another, in one call."""
    texts = [*texts, ascii_text, *texts]

    (encoded,) = TOKENIZER.encode([[Piece(text, control=False) for text in texts]])

    assert list(encoded) == list(map(_ids, texts))


def test_other_scripts_and_long_texts_are_left_to_the_tokenizer() -> None:
    """What a word is there, only the tokenizer's own pattern says."""
    _, words = _by_pattern(SPLIT["pattern"]["Regex"])

    assert words.encode(["x = 1", "größe", "x" * (LONGEST_TEXT + 1)]) == [_ids("x = 1"), None, None]


def test_texts_of_too_many_new_words_are_left_to_the_tokenizer() -> None:
    """Where nearly every word is new, encoding each by itself would be slower."""
    _, words = _by_pattern(SPLIT["pattern"]["Regex"])
    new = _different_words(MOST_NEW + 1, letters=4)
    halves = ["".join(new[:2000]), "".join(new[2000:])]

    assert words.encode(halves) == [None, None]
    assert words.encode(halves[:1]) == [_ids(halves[0])]


def test_words_are_forgotten_before_they_fill_the_memory() -> None:
    """So many are remembered, and texts of forgotten words are encoded as before."""
    _, words = _by_pattern(SPLIT["pattern"]["Regex"])
    letters = LONGEST_TEXT // 4
    texts = ["".join(_different_words(3, letters + at)) for at in range(50)]

    assert sum(map(len, texts)) > MOST_CHARACTERS
    assert [words.encode([text]) for text in [*texts, texts[0]]] == [
        [_ids(text)] for text in [*texts, texts[0]]
    ]


@pytest.mark.parametrize(
    "record",
    [
        _record({**SPLIT, "behavior": "Removed"}, BYTES),
        _record({**SPLIT, "invert": True}, BYTES),
        _record({**SPLIT, "pattern": {"Regex": r"\w+|\W+"}}, BYTES),
        _record({**SPLIT, "pattern": {"String": " "}}, BYTES),
        _record(SPLIT, {**BYTES, "add_prefix_space": True}),
        _record(SPLIT, {**BYTES, "use_regex": True}),
        _record(SPLIT),
        _record(SPLIT, BYTES, normalizer={"type": "Lowercase"}),
        _record(SPLIT, BYTES, model={**RECORD["model"], "dropout": 0.1}),
    ],
    ids=["drops", "inverted", "other", "text", "blank", "again", "no-bytes", "lower", "random"],
)
def test_tokenizers_of_another_kind_encode_whole_texts(record: dict[str, Any]) -> None:
    """Only where a text is known to be its words one by one is it encoded through them."""
    assert WordTokens.of(record, Tokenizer.from_str(json.dumps(record))) is None
