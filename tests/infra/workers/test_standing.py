"""A worker tells over HTTP whether it lives and whether it is ready."""

import asyncio
import json
import logging
from typing import Any

import pytest

from infra.stages import standing as told
from infra.stages.standing import Standing, answering


async def ask(port: int, line: str) -> tuple[int, dict[str, Any]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{line}\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def test_it_is_ready_while_it_has_a_share_and_does_not_end(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger=told.__name__)

    async def run() -> list[tuple[int, dict[str, Any]]]:
        standing = Standing("lift+judge")
        async with answering(standing, "127.0.0.1", 0) as port:
            answers = [await ask(port, "GET /readyz HTTP/1.1"), await ask(port, "GET /livez HTTP/1.1")]
            standing.note(frozenset({1, 0}), 3)
            answers += [await ask(port, "GET /readyz HTTP/1.1"), await ask(port, "GET /else HTTP/1.1")]
            standing.ends()
            return [*answers, await ask(port, "GET /readyz HTTP/1.1")]

    answers = asyncio.run(run())
    assert [status for status, _ in answers] == [503, 200, 200, 404, 503]
    assert answers[2][1] == {"cut": "lift+judge", "ready": True, "partitions": [0, 1], "sessions": 3}
    assert caplog.messages == ["Ready: lift+judge holds partitions 0, 1."]


def test_it_is_stuck_when_it_takes_no_step_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    standing = Standing("detect")
    standing.note(frozenset(), 0)
    assert standing.is_ready
    monkeypatch.setattr(told, "_STUCK_AFTER_S", -1.0)
    assert not standing.lives
    assert not standing.is_ready


def test_whoever_says_nothing_or_garbage_is_answered_all_the_same() -> None:
    async def run() -> list[int]:
        async with answering(Standing("detect"), "127.0.0.1", 0) as port:
            return [(await ask(port, line))[0] for line in ("", "garbage", "\x00" * 100)]

    assert asyncio.run(run()) == [404, 404, 404]
