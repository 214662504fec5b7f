"""How likely a program is under the language model that a verifier was made of.

The only file of the evaluation that needs torch and transformers.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deskcheck_models.errors import CheckpointError, MissingExtraError
from deskcheck_models.text.tokenizer import Tokens
from deskcheck_models.text.verifier_text import VerifierText

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import DynamicCache, PreTrainedModel

AT_ONCE = 4  # programs in one pass: logits of a large vocabulary take much memory


class LanguageModel:
    """A causal language model with its tokenizer and chat template, in the Hugging Face layout."""

    def __init__(self, text: VerifierText, model: "PreTrainedModel") -> None:
        self._text = text
        self._model = model.eval()

    @classmethod
    def load(cls, folder: Path, *, device: str = "cpu") -> "LanguageModel":
        """Load in float32.

        Raises MissingExtraError without torch and transformers, CheckpointError where the folder
        holds no whole causal language model.
        """
        text = VerifierText.read(folder)
        return cls(text, _loaded(folder).to(device))

    def mean_log_likelihoods(self, problem: str, programs: Sequence[str]) -> list[float]:
        """Mean natural logarithm of the chance of each token of a program, given the problem.

        The tokens are all those behind what the programs share, with the end of the turn.
        """
        group = self._text.encode(self._text.render(problem, programs)).tokens()
        shared = _Prefix.read(self._model, group.prefix)
        # Those of about one length together: little of a pass is spent on padding.
        places = sorted(range(len(programs)), key=lambda place: len(group.suffixes[place]))
        means = dict.fromkeys(range(len(programs)), 0.0)
        for start in range(0, len(places), AT_ONCE):
            part = places[start : start + AT_ONCE]
            told = shared.means(self._model, [group.suffixes[place] for place in part])
            means.update(zip(part, told, strict=True))
        return list(means.values())


def _loaded(folder: Path) -> "PreTrainedModel":
    try:
        import torch
        from transformers import AutoModelForCausalLM
        from transformers.utils.logging import disable_progress_bar
    except ImportError as error:
        raise MissingExtraError(
            f"the likelihood under a language model needs torch and transformers ({error}): "
            "pip install 'deskcheck[train]', or leave the language model out"
        ) from error
    disable_progress_bar()
    try:
        model, report = AutoModelForCausalLM.from_pretrained(
            folder, dtype=torch.float32, local_files_only=True, output_loading_info=True
        )
    except (OSError, ValueError, KeyError) as error:
        raise CheckpointError(f"{folder} holds no causal language model: {error}") from error
    _refuse_odd_weights(folder, report)
    return model


def _refuse_odd_weights(folder: Path, report: Mapping[str, Iterable[str]]) -> None:
    """A verifier's folder loads too, its embedding taken for the output layer: it is refused."""
    for fault, key in (("lacks", "missing_keys"), ("holds beside it", "unexpected_keys")):
        if names := sorted(report[key]):
            raise CheckpointError(
                f"{folder} is no language model: it {fault} {', '.join(names[:3])}; "
                "give the model as it was before the reward head was trained"
            )


@dataclass(frozen=True, slots=True)
class _Prefix:
    """What the model has read of a problem: keys and values, and the logits of its last token."""

    length: int
    cache: "DynamicCache"
    last: "Tensor"  # [1, 1, vocabulary]

    @classmethod
    def read(cls, model: "PreTrainedModel", tokens: Tokens) -> "_Prefix":
        """One pass over the problem's tokens."""
        import torch
        from transformers import DynamicCache

        cache = DynamicCache(config=model.config)
        ids = torch.tensor([tokens], device=model.device)
        with torch.inference_mode():
            last = model(input_ids=ids, past_key_values=cache, logits_to_keep=1).logits
        return cls(len(tokens), cache, last)

    def means(self, model: "PreTrainedModel", suffixes: Sequence[Tokens]) -> list[float]:
        """The mean log probability of the tokens of each suffix, in one pass."""
        import torch
        from torch.nn.utils.rnn import pad_sequence

        count, device = len(suffixes), model.device
        lengths = torch.tensor([len(suffix) for suffix in suffixes], device=device)
        ids = pad_sequence([torch.tensor(one, device=device) for one in suffixes], batch_first=True)
        seen = torch.arange(ids.shape[1], device=device)[None] < lengths[:, None]
        read = torch.ones(count, self.length, dtype=torch.bool, device=device)
        cache = deepcopy(self.cache)
        with torch.inference_mode():
            cache.batch_repeat_interleave(count)
            mask = torch.cat([read, seen], dim=1).long()
            behind = model(input_ids=ids, past_key_values=cache, attention_mask=mask).logits
            logits = torch.cat([self.last.expand(count, -1, -1), behind[:, :-1]], dim=1).float()
            told = logits.gather(2, ids[:, :, None])[:, :, 0] - logits.logsumexp(dim=2)
            means = (told * seen).sum(dim=1) / lengths
        return [float(mean) for mean in means]
