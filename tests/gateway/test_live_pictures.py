"""Live sets as motion JPEG, read as a television reads them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

import httpx
import numpy as np
import pytest
from msgspec.structs import replace

from gateway.live_watched import Shown
from infra.serving.drawn import drawn
from processors.picture import Picture
from tests.bus.in_loop import in_loop
from tests.gateway.chdb_process import ChdbProcess
from tests.gateway.served import Served, listening, until
from tests.gateway.told import publish_frame, session

SMALL = Picture(bgr=np.full((120, 160, 3), 90, np.uint8)).jpeg


async def pictures(gateway: Served, path: str) -> AsyncGenerator[bytes, None]:
    """Each picture of a stream, as soon as it is known where it ends."""
    async with gateway.http.stream("GET", path, timeout=10) as answer:
        assert answer.status_code == 200
        kind, _, boundary = answer.headers["content-type"].partition("; boundary=")
        assert kind == "multipart/x-mixed-replace"
        mark, rest = f"--{boundary}\r\n".encode(), b""
        async for data in answer.aiter_raw():
            *parts, rest = (rest + data).split(mark)
            for head, _, body in (part.partition(b"\r\n\r\n") for part in parts if part):
                assert b"Content-Type: image/jpeg" in head
                yield body.removesuffix(b"\r\n")


@in_loop
async def test_a_set_is_shown_drawn_until_it_is_over(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running"))
        async with aclosing(pictures(gateway, f"/sessions/{one.session}/live.mjpeg")) as shown:
            seen = asyncio.ensure_future(anext(shown))
            await until(lambda: gateway.app.state.parts.hub.watchers(one.session) == 1)
            await publish_frame(gateway.bus, one.session, 0, picture=SMALL)
            picture = Picture(jpeg=await seen).bgr
            assert picture.shape == (120, 160, 3)
            assert (np.abs(picture.astype(int) - 90) > 40).sum() > 500, "the panel is drawn"
            await gateway.tell(replace(one, state="done"))
            assert [left async for left in shown] == []
        assert gateway.app.state.parts.hub.watchers(one.session) == 0


@in_loop
async def test_everybody_gets_the_same_picture_drawn_once(
    tmp_path: Path, database: ChdbProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Shown] = []

    async def counted(shown: Shown) -> bytes:
        asked.append(shown)
        return await drawn(shown)

    monkeypatch.setattr("tests.gateway.served.drawn", counted)
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running"))
        streams = [pictures(gateway, f"/sessions/{one.session}/live.mjpeg") for _ in range(3)]
        seen = [asyncio.ensure_future(anext(stream)) for stream in streams]
        await until(lambda: gateway.app.state.parts.hub.watchers(one.session) == 3)
        await publish_frame(gateway.bus, one.session, 0, picture=SMALL)
        assert len({await picture for picture in seen}) == 1
        assert len(asked) == 1
        for stream in streams:
            await stream.aclose()


@in_loop
async def test_the_newest_set_is_shown_by_its_first_camera_and_then_the_next(
    tmp_path: Path, database: ChdbProcess
) -> None:
    async with listening(tmp_path, database) as gateway:
        watchers = gateway.app.state.parts.hub.watchers
        async with aclosing(pictures(gateway, "/live.mjpeg")) as shown:
            for at_s in (10.0, 20.0, 30.0):
                seen = asyncio.ensure_future(anext(shown))
                one = session(state="running", created_at=at_s)
                await gateway.tell(session(state="running", created_at=at_s + 1, beside=one.session), one)
                await until(lambda one=one: watchers(one.session) == 1)  # type: ignore[misc] # a default binds it now
                await publish_frame(gateway.bus, one.session, 0, picture=SMALL)
                assert (await seen).startswith(b"\xff\xd8")
                if at_s > 10:  # before that its phone is only away
                    await gateway.tell(replace(one, state="done"))


@in_loop
async def test_a_set_that_is_over_or_unknown_is_refused_in_a_sentence(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(over := session(state="done"))
        answers: list[httpx.Response] = [
            await gateway.http.get(f"/sessions/{name}/live.mjpeg") for name in (over.session, "nowhere")
        ]
        assert [answer.status_code for answer in answers] == [409, 404]
        assert answers[0].json()["error"].endswith("is over (done): see its overlay instead.")
