"""What is asked of `vllm serve`, and how its answers are read."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable

import pytest

from benchmarks.load import LoadGroup
from benchmarks.own_process import OwnProcess
from benchmarks.traffic.json_calls import json_calls
from benchmarks.vllm_serve import VllmServe
from deskcheck_models import TokenGroup

GROUP = LoadGroup("Add.", ("a", "b"), ("a", "b"), TokenGroup((1, 2), ((3,), (4, 5))))
Body = dict[str, object]
Form = Callable[[VllmServe, LoadGroup], Awaitable[list[float]]]


class Recorder:
    """Answers every call with one reply, and keeps what was sent."""

    def __init__(self, reply: Body, status: int = 200) -> None:
        self.sent: list[tuple[str, Body]] = []
        self._reply = reply
        self._status = status

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take the calls of one connection."""
        content = json.dumps(self._reply).encode()
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                body = await reader.readexactly(int(head.partition("content-length: ")[2]))
                self.sent.append((head.split()[1], json.loads(body)))
                writer.write(b"HTTP/1.1 %d Word\r\ncontent-length: " % self._status)
                writer.write(b"%d\r\n\r\n%b" % (len(content), content))
        except EOFError:
            pass
        finally:
            writer.close()


def answered(recorder: Recorder, form: Form) -> list[float]:
    """The scores that a form reads from the answers."""

    async def called() -> list[float]:
        async with await asyncio.start_server(recorder.answer, "127.0.0.1", 0) as listening:
            host, port = listening.sockets[0].getsockname()[:2]
            async with json_calls("vllm serve", host, port) as calls:
                return await form(VllmServe(calls, process), GROUP)

    with subprocess.Popen([sys.executable, "-c", ""]) as program:
        process = OwnProcess(program, 0.0)
        return asyncio.run(called())


def test_a_whole_group_goes_in_one_call_as_token_ids() -> None:
    """Without activation; answers are put in the order of the candidates."""
    data = [{"index": 1, "probs": [-7.5]}, {"index": 0, "probs": [2.5]}]
    recorder = Recorder({"data": data})

    assert answered(recorder, VllmServe.ids) == [2.5, -7.5]
    ((path, body),) = recorder.sent
    assert path == "/classify"
    assert body["input"] == [[1, 2, 3], [1, 2, 4, 5]]
    assert body["use_activation"] is False


def test_chats_go_one_by_one_as_documented() -> None:
    """Nothing is said of the activation, which is what a newcomer would do."""
    recorder = Recorder({"data": [{"index": 0, "probs": [0.5]}]})

    assert answered(recorder, VllmServe.chats) == [0.5, 0.5]
    assert [path for path, _ in recorder.sent] == ["/classify", "/classify"]
    assert all("use_activation" not in body for _, body in recorder.sent)
    assert {json.dumps(body["messages"]) for _, body in recorder.sent} == {
        json.dumps([{"role": "user", "content": "Add."}, {"role": "assistant", "content": program}])
        for program in GROUP.programs
    }


def test_a_rerank_reply_is_put_in_the_order_of_the_documents() -> None:
    """It comes best first."""
    results = [{"index": 1, "relevance_score": 0.75}, {"index": 0, "relevance_score": 0.25}]
    recorder = Recorder({"results": results})

    assert answered(recorder, VllmServe.rerank) == [0.25, 0.75]
    assert recorder.sent[0][1]["documents"] == ["a", "b"]


def test_an_answer_that_is_no_success_ends_the_benchmark() -> None:
    """With what the server says."""
    with pytest.raises(SystemExit, match=r"400.*too long"):
        answered(Recorder({"error": "too long"}, status=400), VllmServe.ids)
