"""A tokenizer that is trained here: any text comes back, and only the template writes control."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from deskcheck_models.text.verifier_text import VerifierText
from deskcheck_models.training.byte_pairs import (
    CONTROL,
    END,
    PAD,
    TAGS,
    train_byte_pairs,
    write_tokenizer,
)
from tests.models.edited_programs import PROGRAMS

VOCABULARY = 600
LEAST = 256 + len(CONTROL) + len(TAGS)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """Trained on one small program of each language."""
    return train_byte_pairs(PROGRAMS.values(), VOCABULARY)


@pytest.fixture(scope="module")
def text(tokenizer: Tokenizer, tmp_path_factory: pytest.TempPathFactory) -> VerifierText:
    """The same with its chat template, as a verifier reads."""
    folder = tmp_path_factory.mktemp("tokenizer")
    write_tokenizer(tokenizer, folder)
    return VerifierText.read(folder)


@given(program=st.text(max_size=60))
def test_any_text_comes_back(tokenizer: Tokenizer, program: str) -> None:
    """Bytes that no program of the training held included."""
    ids = tokenizer.encode(program, add_special_tokens=False).ids

    assert tokenizer.decode(ids, skip_special_tokens=False) == program


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_program_is_shorter_than_its_characters(tokenizer: Tokenizer, language: str) -> None:
    """Words and indentations are pieces."""
    program = PROGRAMS[language]

    assert len(tokenizer.encode(program).ids) < len(program) / 1.5


def test_the_vocabulary_counts_control_tokens(tokenizer: Tokenizer) -> None:
    """So that the embedding of a new verifier has a row for each."""
    assert tokenizer.get_vocab_size() == VOCABULARY


def test_few_texts_leave_a_smaller_vocabulary() -> None:
    """All single bytes are there whatever was read."""
    assert train_byte_pairs(["ab"], VOCABULARY).get_vocab_size() == LEAST + 1


@pytest.mark.parametrize("token", [*CONTROL, *TAGS])
def test_a_control_token_is_one_id(tokenizer: Tokenizer, token: str) -> None:
    """At the end of the vocabulary."""
    (one,) = tokenizer.encode(token, add_special_tokens=False).ids

    assert one == tokenizer.token_to_id(token)
    assert one >= VOCABULARY - len(CONTROL) - len(TAGS)


@pytest.mark.parametrize("token", [*CONTROL, *TAGS])
def test_a_control_token_in_a_program_is_text(text: VerifierText, token: str) -> None:
    """Several ids, none of them the token's own."""
    inside = text.plain(f"x = '{token}'")
    alone = text.plain(token)

    assert len(alone) > 1
    assert len(inside) > len(alone)


@given(number=st.integers(0, 10**9))
def test_a_number_is_read_digit_by_digit(tokenizer: Tokenizer, number: int) -> None:
    """So that 1000 and 1001 differ in one token."""
    assert len(tokenizer.encode(str(number)).ids) == len(str(number))


def test_an_indentation_that_was_seen_is_one_piece(tokenizer: Tokenizer) -> None:
    """Seven blanks, and the one that belongs to the word behind them."""
    deep = tokenizer.encode("x\n        y").tokens

    assert len(deep) == 5
    assert "\u0120" * 7 in deep


def test_nothing_is_normalised(tokenizer: Tokenizer) -> None:
    """Two spellings of one letter are two texts."""
    one, other = "\u00e9", "e\u0301"

    assert tokenizer.encode(one).ids != tokenizer.encode(other).ids
    assert tokenizer.decode(tokenizer.encode(other).ids) == other


def test_the_same_texts_give_the_same_tokenizer() -> None:
    """To the byte, so that a run can be made again."""
    one, other = (train_byte_pairs(PROGRAMS.values(), 400).to_str() for _ in range(2))

    assert one == other


def test_the_folder_says_which_token_pads_and_which_ends(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    """And that nothing is put before a text."""
    write_tokenizer(tokenizer, tmp_path / "new")
    settings = json.loads((tmp_path / "new" / "tokenizer_config.json").read_text("utf-8"))

    assert (settings["pad_token"], settings["eos_token"]) == (PAD, END)
    assert settings["bos_token"] is None
    assert not settings["add_bos_token"]
    assert (tmp_path / "new" / "chat_template.jinja").is_file()


def test_what_is_rendered_ends_with_the_end_of_the_turn(
    text: VerifierText, tokenizer: Tokenizer
) -> None:
    """As the stock template of Qwen3 ends it, with a line end."""
    (suffix,) = text.encode(text.render("Add.", ["a + b"])).tokens().suffixes
    end = tokenizer.token_to_id(END)

    assert end in suffix[-3:]
