"""What transformers makes of a checkpoint: the text, its ids, and the logit of each sequence alone.

This is the only file of the verification that imports torch and transformers.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from deskcheck_models.engine import Logit, TokenGroup
from deskcheck_models.errors import (
    CheckpointError,
    EngineEndedError,
    EngineError,
    MissingExtraError,
    TooLongError,
)
from deskcheck_models.text.problem import Problem, conversation
from deskcheck_models.verification.tolerance import Precision

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


class TransformersText:
    """The checkpoint's own tokenizer and chat template, as `apply_chat_template` uses them."""

    def __init__(self, tokenizer: "PreTrainedTokenizerBase") -> None:
        self._tokenizer = tokenizer

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises MissingExtraError without transformers, CheckpointError for the folder."""
        _require()
        from transformers import AutoTokenizer

        try:
            with _quiet():
                return cls(AutoTokenizer.from_pretrained(folder, local_files_only=True))
        except (OSError, ValueError, KeyError) as error:
            raise CheckpointError(
                f"transformers cannot read the tokenizer of {folder} ({error}); "
                "complete the folder, or name another with --reference"
            ) from error

    def render(self, problem: Problem, program: str, system: str | None) -> str:
        """The whole text; raises CheckpointError where the template refuses the conversation."""
        opening = [] if system is None else [("system", system)]
        turns = [(turn.role, turn.content) for turn in conversation(problem)]
        messages = [
            {"role": role, "content": content}
            for role, content in (*opening, *turns, ("assistant", program))
        ]
        try:
            return str(self._tokenizer.apply_chat_template(messages, tokenize=False))
        except Exception as error:  # a template is foreign code
            raise CheckpointError(f"the chat template failed in transformers: {error}") from error

    def encode(self, text: str) -> tuple[int, ...]:
        """The ids of the whole text, with nothing added before or behind."""
        return tuple(self._tokenizer(text, add_special_tokens=False)["input_ids"])


class TransformersEngine:
    """An Engine over transformers: each whole sequence alone, unpadded, without any cache.

    The backbone runs in the stated precision and the head in float32, as in the other engines. It
    is as slow as it is simple, and meant to judge them by.
    """

    name = "transformers"

    def __init__(self, model: "PreTrainedModel", precision: Precision) -> None:
        """Score with a loaded classifier; most callers use load."""
        self._model: PreTrainedModel | None = model
        self.resolution = 2.0**-5 if precision == "bfloat16" else 1e-3
        self.max_tokens = int(model.config.get_text_config().max_position_embeddings)

    @classmethod
    def load(cls, folder: Path, *, precision: Precision, device: str | None = None) -> Self:
        """Load a one-label classifier on the device, the GPU if there is one unless stated.

        Blocks. Raises MissingExtraError without transformers, CheckpointError for a folder that
        it cannot load, that has other than one label, or lacks weights.
        """
        _require()
        import torch

        model = _loaded(folder, getattr(torch, precision))
        _widen_head(model, folder)
        device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        return cls(model.to(device).eval(), precision)

    @property
    def alive(self) -> bool:
        """Until it is closed."""
        return self._model is not None

    async def score(self, group: TokenGroup) -> Sequence[Logit]:
        """One logit per suffix, in order, none from a cache.

        On cancellation the sequences that have not begun are dropped. Raises EngineError where the
        forward pass failed, EngineEndedError once it is closed, TooLongError beyond max_tokens.
        """
        return [
            Logit(await asyncio.to_thread(self._logit, group.prefix + suffix), cached_tokens=0)
            for suffix in group.suffixes
        ]

    async def close(self) -> None:
        """Free the weights. Scoring afterwards raises EngineEndedError."""
        self._model = None

    def _logit(self, sequence: tuple[int, ...]) -> float:
        import torch

        model = self._open()
        if not sequence:
            raise EngineError("a sequence of 0 tokens cannot be scored; render the problem with it")
        if len(sequence) > self.max_tokens:
            raise TooLongError(
                f"a sequence of {len(sequence)} tokens is longer than the {self.max_tokens} that "
                "this checkpoint reads; give a smaller limit"
            )
        try:
            with torch.inference_mode():
                ids = torch.tensor([sequence], device=model.device)
                return float(model(input_ids=ids, use_cache=False).logits[0, 0])
        except (RuntimeError, IndexError) as error:
            raise EngineError(
                f"transformers could not score {len(sequence)} tokens ({error}); "
                "where memory ran out, use a larger machine or --quick"
            ) from error

    def _open(self) -> "PreTrainedModel":
        if self._model is None:
            raise EngineEndedError("the transformers engine is closed; load the checkpoint again")
        return self._model


def usual_precision() -> Precision:
    """What engines use where nothing is stated: bfloat16 with a GPU, else float32.

    Raises MissingExtraError without torch.
    """
    _require()
    import torch

    return "bfloat16" if torch.cuda.is_available() else "float32"


def _require() -> None:
    try:
        import torch  # noqa: F401
        import transformers  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            f"transformers, to compare with, cannot be imported ({error}): "
            "pip install 'deskcheck[verify]'"
        ) from error


def _loaded(folder: Path, dtype: "torch.dtype") -> "PreTrainedModel":
    from transformers import AutoModelForSequenceClassification

    try:
        with _quiet():
            model, found = AutoModelForSequenceClassification.from_pretrained(
                folder, dtype=dtype, local_files_only=True, output_loading_info=True
            )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise CheckpointError(f"transformers cannot load {folder}: {error}") from error
    if model.config.num_labels != 1:
        raise CheckpointError(
            f"{folder} has {model.config.num_labels} labels and a verifier has 1; "
            "name one in id2label of its config.json"
        )
    if found["missing_keys"]:
        raise CheckpointError(
            f"{folder} lacks the weights {', '.join(sorted(found['missing_keys'])[:3])}, which "
            "transformers would draw at random; it is no trained classifier"
        )
    return model


def _widen_head(model: "PreTrainedModel", folder: Path) -> None:
    """Compute the logit in float32, whatever the backbone's precision."""
    head = getattr(model, "score", None)
    if head is None:
        raise CheckpointError(
            f"{folder} is a {type(model).__name__}, whose head is not called score; "
            "name a decoder with a sequence classification head"
        )
    head.float().register_forward_pre_hook(lambda _, inputs: (inputs[0].float(),))


@contextmanager
def _quiet() -> Iterator[None]:
    """No progress bar and no warnings of transformers: what is wrong is raised."""
    from transformers.utils import logging

    verbosity, bar = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bar:
            logging.enable_progress_bar()
