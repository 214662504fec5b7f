"""Which tokenizers are refused, and what the bundled one promises."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.errors import CheckpointError
from deskcheck_models.text.template import Piece
from deskcheck_models.text.tokenizer import VerifierTokenizer

DESCRIPTION = (BUNDLED_FOLDER / "tokenizer.json").read_text()

# As in tokenizers of the SentencePiece kind: only the very first word of a text gets a blank before
# it.
PREPENDING = {
    "type": "Sequence",
    "pretokenizers": [
        {"type": "Metaspace", "replacement": "_", "prepend_scheme": "first", "split": True},
        {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False},
    ],
}


def _changed(**changes: object) -> str:
    return json.dumps({**json.loads(DESCRIPTION), **changes})


def _stripping() -> list[dict[str, object]]:
    first, *others = json.loads(DESCRIPTION)["added_tokens"]
    return [{**first, "rstrip": True}, *others]


def test_a_control_piece_is_one_id_and_the_same_text_as_data_is_several() -> None:
    """What a piece is decides, not what it looks like."""
    tokenizer = VerifierTokenizer(DESCRIPTION)

    control, data = tokenizer.encode([[Piece("<|im_end|>", True), Piece("<|im_end|>", False)]])[0]

    assert len(control) == 1
    assert len(data) > 1
    assert control[0] not in data


@given(st.lists(st.text(), max_size=5))
def test_runs_come_back_in_their_own_shape(texts: list[str]) -> None:
    """Every piece gets its own ids, empty ones none."""
    tokenizer = VerifierTokenizer(DESCRIPTION)
    runs = [[Piece(text, False) for text in texts], [Piece("a", False)]]

    encoded = tokenizer.encode(runs)

    assert [len(run) for run in encoded] == [len(texts), 1]
    assert all(bool(ids) == bool(text) for ids, text in zip(encoded[0], texts, strict=True))


@pytest.mark.parametrize(
    ("description", "message"),
    [
        ("{", "cannot be read"),
        (_changed(added_tokens=_stripping()), "swallows white space"),
        (
            _changed(pre_tokenizer=PREPENDING),
            "differently from text alone",
        ),
    ],
)
def test_a_tokenizer_that_would_change_the_text_is_refused(description: str, message: str) -> None:
    """Shared prefixes need pieces that are encoded alike alone and in their text."""
    with pytest.raises(CheckpointError, match=message):
        VerifierTokenizer(description)


@given(st.text(st.characters(codec="utf-8")))
def test_tokens_end_within_the_text_and_the_last_one_at_its_end(text: str) -> None:
    """Counted in characters, not in bytes."""
    ends = VerifierTokenizer(DESCRIPTION).ends(text)

    assert ends == sorted(ends)
    assert (ends[-1] if ends else 0) == len(text)
