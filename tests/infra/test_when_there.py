"""Who needs something that is away waits for it, and says so once."""

import asyncio
import logging

import pytest

from infra import when_there as module
from infra.when_there import when_there


class AwayError(Exception):
    """It is away."""


def test_it_is_waited_for_and_told_once_each_way(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(module, "_FIRST_WAIT_S", 0.001)
    left = [AwayError(), AwayError(), AwayError()]

    async def opened() -> str:
        if left:
            raise left.pop()
        return "there"

    assert asyncio.run(when_there("The broker", opened, AwayError)) == "there"
    assert caplog.messages == ["The broker doesn't answer; this waits until it does.", "The broker answers."]


def test_what_is_there_is_given_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    async def opened() -> str:
        return "there"

    assert asyncio.run(when_there("The broker", opened, AwayError)) == "there"
    assert caplog.messages == []


def test_what_is_wrong_is_not_waited_for() -> None:
    async def opened() -> str:
        raise ValueError("no such place")

    with pytest.raises(ValueError, match="no such place"):
        asyncio.run(when_there("The broker", opened, AwayError))
