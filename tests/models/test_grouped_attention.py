"""Groups that are read in one pass score as their whole sequences do."""

from typing import Any

import pytest

from deskcheck_models.engine import TokenGroup
from tests.models.random_checkpoint import random_tokens

torch = pytest.importorskip("torch", reason="needs the train extra")
transformers = pytest.importorskip("transformers", reason="needs the train extra")
grouped = pytest.importorskip("deskcheck_models.training.grouped_attention")

pytestmark = pytest.mark.torch

SIZES = {
    "vocab_size": 97,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "num_labels": 1,
    "pad_token_id": 0,
}
GROUPS = [
    TokenGroup(random_tokens(9), tuple(map(random_tokens, (4, 1, 7, 2, 3)))),
    TokenGroup(random_tokens(2), (random_tokens(5),)),
    TokenGroup((), (random_tokens(6), random_tokens(8))),
]


def _classifier(architecture: str) -> Any:
    torch.manual_seed(1)
    config = getattr(transformers, f"{architecture}Config")(**SIZES)
    return getattr(transformers, f"{architecture}ForSequenceClassification")(config).eval()


def _whole(model: Any, tokens: tuple[int, ...]) -> Any:
    return model.base_model(input_ids=torch.tensor([tokens]), use_cache=False).last_hidden_state[0]


@pytest.mark.parametrize("architecture", ["Qwen3", "Qwen2", "Llama"])
def test_every_program_is_read_as_if_alone(architecture: str) -> None:
    """All hidden states of all programs, with problems of any length and none."""
    model = _classifier(architecture)
    with torch.no_grad():
        expected = [
            _whole(model, group.prefix + suffix)[len(group.prefix) :]
            for group in GROUPS
            for suffix in group.suffixes
        ]
        model.set_attn_implementation(grouped.GROUPED)
        layout = grouped.lay_out(GROUPS, "cpu")
        hidden = grouped.hidden_states(model.base_model, layout)

    places = [place for programs in layout.programs for place in programs]
    for place, alone in zip(places, expected, strict=True):
        assert torch.allclose(hidden[place], alone, atol=1e-5)


def test_gradients_are_those_of_whole_sequences() -> None:
    """What is learnt from a group is what is learnt from its sequences."""
    alone, together = _classifier("Qwen3"), _classifier("Qwen3")
    group = GROUPS[0]
    sum(_whole(alone, group.prefix + one)[-1].sum() for one in group.suffixes).backward()
    together.set_attn_implementation(grouped.GROUPED)
    layout = grouped.lay_out([group], "cpu")
    hidden = grouped.hidden_states(together.base_model, layout)
    sum(hidden[place.stop - 1].sum() for place in layout.programs[0]).backward()

    for one, other in zip(
        alone.base_model.parameters(), together.base_model.parameters(), strict=True
    ):
        assert torch.allclose(one.grad, other.grad, atol=1e-4)


def test_no_token_is_computed_twice() -> None:
    """A problem once, a program once, and no padding."""
    layout = grouped.lay_out(GROUPS, "cpu")
    tokens = sum(len(group.prefix) + sum(map(len, group.suffixes)) for group in GROUPS)

    assert layout.tokens.shape == (1, tokens)
    assert sorted(layout.order.tolist()) == list(range(tokens))
