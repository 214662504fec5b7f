"""The parity suite on vLLM in process: other architectures, short chunks, and a restart."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from deskcheck_models.reranker import Reranker
from deskcheck_models.verification import Plan, RerankerSubject, Row, Verification
from deskcheck_models.verifier import Verifier
from deskcheck_models.vllm_engine import VllmEngine
from tests.models.parity_scope import SMALL, failed, quiet
from tests.models.served_classifier import MARKS, collect_what_vllm_leaves
from tests.models.verifier_folder import save_verifier

pytestmark = MARKS

# Every longer candidate is computed in several steps, between parts of others.
SHORT_CHUNKS: Mapping[str, object] = MappingProxyType(
    {"max_num_batched_tokens": 128, "max_num_seqs": 32}
)


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Free what vLLM leaves while the filters of MARKS hold."""
    yield
    collect_what_vllm_leaves()


def rows_of(folder: Path, arguments: Mapping[str, object], *, restarts: bool) -> tuple[Row, ...]:
    """The table of a vLLM engine in float32."""
    verifier = Verifier.find(str(folder))

    def opened() -> RerankerSubject:
        engine = VllmEngine.load(
            folder, precision="float32", cache_bytes=2**28, engine_arguments=arguments
        )
        return RerankerSubject(Reranker(verifier, engine))

    plan = Plan(folder, folder, "float32", scope=SMALL)
    return asyncio.run(Verification(plan, opened, restarts=restarts).rows(quiet))


def test_every_check_holds_for_qwen25_in_short_chunks(tmp_path: Path) -> None:
    """Candidates of up to a thousand tokens in steps of 128."""
    rows = rows_of(save_verifier(tmp_path, "qwen2.5"), SHORT_CHUNKS, restarts=False)

    assert failed(rows) == []


def test_every_check_holds_for_llama_and_after_a_restart(tmp_path: Path) -> None:
    """Closed and loaded again in one process."""
    rows = rows_of(save_verifier(tmp_path, "llama"), {}, restarts=True)

    assert failed(rows) == []
    assert "after a restart" in {row.check for row in rows}
