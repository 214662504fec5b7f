"""`deskcheck verify`: its table, its JSON, and how it ends."""

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from deskcheck_models.embedded_engine import EmbeddedEngine
from deskcheck_models.reranker import Reranker
from deskcheck_models.verifier import Verifier
from deskcheck_server.command_line.verified_place import VerifiedPlace
from tests.command_line.shell import call, run
from tests.models.verifier_folder import JUDGE, LIMIT, save_verifier
from tests.server.live_server import live_server

with_transformers = pytest.mark.usefixtures("transformers_and_torch")
GOLDEN = {"problem": "Add.", "program": "x", "score": 40.0}


@pytest.fixture
def transformers_and_torch() -> None:
    """Skip where they are not installed."""
    pytest.importorskip("transformers", reason="needs the verify extra")
    pytest.importorskip("torch", reason="needs the verify extra").set_num_threads(1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random verifier."""
    return save_verifier(tmp_path_factory.mktemp("verifier") / "tiny")


@pytest.fixture(scope="module")
def prompted_url(folder: Path) -> Iterator[str]:
    """A server of that verifier, which reads with a system prompt."""
    verifier = Verifier.find(str(folder), system=JUDGE)
    with live_server(Reranker(verifier, EmbeddedEngine.load(folder, threads=1))) as live:
        yield live.url


@pytest.mark.torch
@with_transformers
def test_a_right_engine_ends_with_0_and_a_row_for_each_check(folder: Path) -> None:
    """In JSON, with both figures of each."""
    outcome = call("verify", folder, "--quick", "--json")
    told = json.loads(outcome.out)

    assert (outcome.code, told["holds"], told["precision"]) == (0, True, "float32")
    assert len(told["checks"]) == 11
    assert told["checks"][3].keys() == {
        "check",
        "compared",
        "difference",
        "tolerance",
        "holds",
        "note",
    }


@pytest.mark.torch
@with_transformers
def test_a_wrong_engine_ends_with_1_and_says_no(folder: Path) -> None:
    """In the table."""
    outcome = call("verify", folder, "--engine", "fake", "--quick")

    assert outcome.code == 1
    assert "8 checks do not hold" in outcome.out
    assert outcome.out.count(" no ") == 8


@pytest.mark.torch
@with_transformers
def test_a_server_is_verified_with_the_system_prompt_of_the_settings(
    folder: Path, prompted_url: str, tmp_path: Path
) -> None:
    """Over HTTP, without the restart that others would notice."""
    prompt, config = tmp_path / "judge.txt", tmp_path / "settings.toml"
    prompt.write_text(JUDGE)
    config.write_text(f"system_prompt_file = {json.dumps(str(prompt))}\n")
    outcome = call("verify", folder, "--quick", "--json", "--url", prompted_url, "--config", config)
    told = json.loads(outcome.out)

    assert (outcome.code, told["holds"]) == (0, True)
    assert f"{LIMIT} tokens" in told["checks"][2]["check"]
    assert not any("restart" in row["check"] for row in told["checks"])


@pytest.mark.torch
@with_transformers
def test_a_server_with_another_system_prompt_is_found(folder: Path, prompted_url: str) -> None:
    """Scores, ranks or token counts tell what no local check of the template can."""
    outcome = call("verify", folder, "--quick", "--json", "--url", prompted_url)
    failed = [row["check"] for row in json.loads(outcome.out)["checks"] if not row["holds"]]

    assert outcome.code == 1
    assert {"token counts in replies", "built-in programs"} <= set(failed)


@pytest.mark.torch
@with_transformers
def test_published_scores_have_a_row(folder: Path, tmp_path: Path) -> None:
    """One that this verifier does not give."""
    golden = tmp_path / "golden.jsonl"
    golden.write_text(json.dumps(GOLDEN) + "\n\n")
    outcome = call("verify", folder, "--quick", "--json", "--golden", golden)
    row = json.loads(outcome.out)["checks"][-1]

    assert (outcome.code, row["check"], row["compared"], row["holds"]) == (
        1,
        "golden scores",
        1,
        False,
    )


@pytest.mark.torch
@with_transformers
def test_a_server_that_is_not_there_ends_with_3(folder: Path) -> None:
    """Before transformers loads any weights."""
    outcome = call("verify", folder, "--quick", "--url", "http://127.0.0.1:9", "--timeout", "1")

    assert (outcome.code, outcome.out) == (3, "")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "holds no line"),
        ("{", "line 1 of golden file"),
        ("[]", "no object with these three keys"),
        (json.dumps({**GOLDEN, "more": 1}), "no object with these three keys"),
        (json.dumps({**GOLDEN, "problem": " "}), "no text"),
        (json.dumps({**GOLDEN, "program": None}), "no text"),
        (json.dumps({**GOLDEN, "score": True}), "score True, which is no number"),
        (json.dumps({**GOLDEN, "score": "6.5"}), "score '6.5', which is no number"),
        (json.dumps({**GOLDEN, "score": 10**400}), "score 1000000000"),
    ],
)
def test_a_golden_file_of_another_form_ends_with_2(tmp_path: Path, line: str, words: str) -> None:
    """With the place and the form."""
    golden = tmp_path / "golden.jsonl"
    golden.write_text(line)
    outcome = call("verify", "deskcheck-nano", "--golden", golden)

    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--golden", "nowhere.jsonl"], "'nowhere.jsonl' cannot be read"),
        (["--precision", "bfloat16"], "precision is for engine vllm"),
        (
            ["--url", "http://127.0.0.1:9", "--engine", "vllm"],
            "--engine vllm is for verifying here",
        ),
    ],
)
def test_options_that_cannot_be_met_end_with_2(options: list[str], words: str) -> None:
    """Before anything is loaded."""
    outcome = call("verify", "deskcheck-nano", *options)

    assert (outcome.code, words in outcome.err) == (2, True)


@pytest.mark.parametrize("quantised", [False, True])
def test_quantised_weights_are_judged_by_their_ranks(tmp_path: Path, quantised: bool) -> None:
    """Without being told."""
    folder = save_verifier(tmp_path)
    config = json.loads((folder / "config.json").read_text())
    config["quantization_config"] = {"quant_method": "fp8"} if quantised else None
    (folder / "config.json").write_text(json.dumps(config))
    place = VerifiedPlace.read(None, None, 1.0, None, str(folder), None, None)

    assert place.plan(None, None, quick=True, ranks_only=False).ranks_only is quantised


def test_a_name_of_a_server_needs_its_address(folder: Path) -> None:
    """Here there is one verifier only."""
    outcome = call("verify", folder, "--served", "strict")

    assert outcome.code == 2
    assert "--served strict is a name of a server: give --url too" in outcome.err


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed here")
def test_without_transformers_the_extra_is_named() -> None:
    """Nothing can be compared."""
    outcome = run("verify", "deskcheck-nano", "--quick")

    assert (outcome.code, "deskcheck[verify]" in outcome.err) == (3, True)
