"""A phone films over a websocket: what is accepted lies on the topic, what isn't is refused by name."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.asyncio.client import ClientConnection, connect

from contracts.arrays import array
from contracts.codec import decode
from contracts.event import EndOfStream
from contracts.frames import HEADER, FrameHeader
from producers.jpeg_size import jpeg_size
from tests.bus.in_loop import in_loop
from tests.gateway.chdb_process import ChdbProcess
from tests.gateway.served import Served, listening, until
from tests.gateway.told import publish_frame
from tests.gateway.told import session as told_session
from tests.infra.cameras.phone import hear, picture, say, send, send_unit, start
from tests.infra.cameras.units import units
from tests.infra.feeding.fed import records
from tests.producers.pattern import drawn, read
from tests.producers.test_frame_jpeg import pixels_of

DAY_S = 86_400.0
VIDEO = list(units(drawn(number) for number in range(5)))

Test = Callable[[Served, ClientConnection], Awaitable[None]]


def camera(gateway: Served, query: str = "", **headers: str) -> connect:
    url = f"ws://127.0.0.1:{gateway.settings.port}/camera{query}"
    return connect(url, additional_headers=headers, proxy=None, compression=None, max_size=None)


def filming(test: Test) -> Callable[[Path, ChdbProcess], None]:
    """Make a plain test of one that has a connection to a gateway."""

    async def run(tmp_path: Path, database: ChdbProcess) -> None:
        async with listening(tmp_path, database) as gateway, camera(gateway) as socket:
            await test(gateway, socket)

    run.__name__, run.__doc__ = getattr(test, "__name__", "test"), test.__doc__
    return in_loop(run)


async def headers(gateway: Served, session: str, count: int) -> list[FrameHeader]:
    """What was said with so many frames, once they are there."""
    while len(found := await records(gateway.bus, "frames", session)) < count:  # noqa: ASYNC110 - it is asked, not told
        await asyncio.sleep(0.01)
    read = [decode(record.headers[HEADER], FrameHeader, EndOfStream) for record in found]
    return [header for header in read if isinstance(header, FrameHeader)]


async def closed(socket: ClientConnection) -> int | None:
    await socket.wait_closed()
    return socket.close_code


@filming
async def test_a_frame_lies_on_the_topic_as_it_came(gateway: Served, socket: ClientConnection) -> None:
    started = await start(socket, camera="front")
    assert (started["type"], started["camera"], started["frame"]) == ("started", "front", None)
    ack = await send(socket, 7, captured_at=1000.5, gravity=(0.0, 4.9, 4.9), mirrored=True)
    assert (ack["type"], ack["frame"], ack["late_s"], ack["lost"]) == ("ack", 7, 0.0, 0)
    (header,) = await headers(gateway, started["session"], 1)
    assert (header.camera, header.frame, header.pts, header.captured_at) == ("front", 0, 0.0, 1000.5)
    assert (header.width, header.height, header.mirrored) == (64, 48, True)
    assert abs(header.received_at - time.time()) < 60
    assert header.gravity_in_camera is not None
    assert array(header.gravity_in_camera, 3).tolist() == pytest.approx([0, 0.5**0.5, 0.5**0.5])
    (record,) = await records(gateway.bus, "frames", started["session"])
    assert record.value == picture(7)


@filming
async def test_the_session_is_as_it_was_told(gateway: Served, socket: ClientConnection) -> None:
    told = {
        "name": "<b>Ana</b>",
        "lifter": "<script>",
        "lift": "bench",
        "height_m": 1.8,
        "load_kg": 100,
        "notes": "&lt;",
    }
    session = (await start(socket, told=told))["session"]
    view = (await gateway.http.get(f"/sessions/{session}")).json()
    assert {key: view[key] for key in told} == told
    assert (view["state"], view["delivery"], view["kept"], view["beside"]) == ("running", "live", False, None)


@pytest.mark.parametrize("off_s", [DAY_S, -DAY_S])
def test_a_clock_that_is_a_day_off_changes_only_what_it_says(
    tmp_path: Path, database: ChdbProcess, off_s: float
) -> None:
    async def test(gateway: Served, socket: ClientConnection) -> None:
        session = (await start(socket))["session"]
        now_s = time.time()
        acks = [await send(socket, n, captured_at=now_s + off_s + 0.1 * n) for n in range(3)]
        acks.append(await send(socket, 3, captured_at=now_s + 0.4))  # it was set right
        assert all(ack["late_s"] < 60 for ack in acks)
        found = await headers(gateway, session, 3)
        assert found[1].pts - found[0].pts == pytest.approx(0.1, abs=0.02)
        assert [header.pts for header in found] == sorted(header.pts for header in found)
        assert found[-1].pts < 60

    filming(test)(tmp_path, database)


@filming
async def test_what_is_wrong_with_a_frame_is_named_and_nothing_else_is_lost(
    gateway: Served, socket: ClientConnection
) -> None:
    session = (await start(socket))["session"]
    answers = [
        await send(socket, 0),
        await send(socket, 1, jpeg=b"GIF89a, no JPEG"),
        await send(socket, 1, jpeg=picture(1)[:10]),
        await send(socket, 2),
        await send(socket, 2),
        await send(socket, 1),
        await send(socket, 3, captured_at=float("nan")),
        await send(socket, 4),
    ]
    assert [one.get("name", "ack") for one in answers] == [
        "ack",
        "not_a_jpeg",
        "not_a_jpeg",
        "ack",
        "duplicate",
        "out_of_order",
        "no_time",
        "ack",
    ]
    assert all(one["error"].endswith(".") for one in answers if one["type"] == "refused")
    assert [header.frame for header in await headers(gateway, session, 3)] == [0, 1, 2]


@filming
async def test_a_video_becomes_pictures_and_what_is_wrong_with_it_costs_those_that_lean_on_that(
    gateway: Served, socket: ClientConnection
) -> None:
    started = await start(socket)
    assert started["pictures"] == ["jpeg", "h264"]
    session = started["session"]
    assert (await send_unit(socket, 0, VIDEO[0], None))["type"] == "ack"
    await headers(gateway, session, 1)
    assert (await send_unit(socket, 1, VIDEO[1], 0, rotation=180))["type"] == "ack"
    await headers(gateway, session, 2)
    garbage = await send_unit(socket, 2, b"no video", 1)
    leaning = await send_unit(socket, 3, VIDEO[3], 2)
    assert (garbage["name"], leaning["name"]) == ("not_h264", "needs_key")
    assert garbage["error"] == "Frame 2 is set aside: its 8 bytes are no H.264 that can be read."
    assert leaning["error"] == "Frame 3 leans on frame 2, which isn't here: send a key frame."
    assert (await send_unit(socket, 4, VIDEO[1], 1))["name"] == "needs_key"
    assert (await send_unit(socket, 5, VIDEO[0], None))["type"] == "ack"
    assert (await send_unit(socket, 5, VIDEO[0], None))["name"] == "duplicate"
    await headers(gateway, session, 3)
    assert (await send_unit(socket, 7, VIDEO[1], 5))["type"] == "ack"
    found = await headers(gateway, session, 4)
    assert {(header.width, header.height) for header in found} == {(192, 144)}
    shown = [pixels_of(record.value) for record in await records(gateway.bus, "frames", session)]
    assert [read(shown[0]), read(np.rot90(shown[1], 2)), read(shown[2]), read(shown[3])] == [0, 1, 0, 1]


@filming
async def test_after_a_break_a_video_begins_anew(gateway: Served, socket: ClientConnection) -> None:
    session = (await start(socket))["session"]
    await send_unit(socket, 0, VIDEO[0], None)
    await send_unit(socket, 1, VIDEO[1], 0)
    await socket.close()
    async with camera(gateway) as again:
        assert (await start(again, session=session))["frame"] == 1
        assert (await send_unit(again, 3, VIDEO[3], 2))["name"] == "needs_key"
        assert (await send_unit(again, 4, VIDEO[0], None))["type"] == "ack"


@filming
async def test_a_large_picture_is_made_smaller_and_a_turned_one_upright(
    gateway: Served, socket: ClientConnection
) -> None:
    session = (await start(socket))["session"]
    await send(socket, 0, jpeg=picture(width=3840, height=2160))
    await send(socket, 1, rotation=90)
    sizes = [(header.width, header.height) for header in await headers(gateway, session, 2)]
    assert sizes == [(2048, 1152), (48, 64)]
    assert [tuple(jpeg_size(one.value)) for one in await records(gateway.bus, "frames", session)] == sizes


@filming
async def test_a_phone_goes_on_after_a_break_and_another_one_is_refused(
    gateway: Served, socket: ClientConnection
) -> None:
    session = (await start(socket))["session"]
    await send(socket, 5)
    async with camera(gateway) as other:
        refused = await start(other, phone="another-phone", session=session)
        assert (refused["type"], refused["name"]) == ("error", "camera_taken")
        assert await closed(other) == 4409
    await socket.close()
    async with camera(gateway) as again:
        assert await start(again, session=session) == {
            "type": "started",
            "session": session,
            "camera": "",
            "frame": 5,
            "pictures": ["jpeg", "h264"],
        }
        assert (await send(again, 5))["name"] == "duplicate"
        assert (await send(again, 6))["type"] == "ack"
    assert [header.frame for header in await headers(gateway, session, 2)] == [0, 1]


@filming
async def test_a_second_camera_is_a_view_of_its_own(gateway: Served, socket: ClientConnection) -> None:
    first = (await start(socket))["session"]
    async with camera(gateway) as other:
        second = await start(other, phone="another-phone", session=first, camera="side")
        assert second["type"] == "started"
        assert second["session"] != first
        await send(other, 0)
        (header,) = await headers(gateway, second["session"], 1)
        assert header.camera == "side"
        async with camera(gateway) as third:
            assert (await start(third, phone="a-third-phone", session=first, camera="side"))["name"] == "camera_taken"
    async with camera(gateway) as again:
        back = await start(again, phone="another-phone", session=first, camera="side")
        assert (back["session"], back["frame"]) == (second["session"], 0)
    view = (await gateway.http.get(f"/sessions/{second['session']}")).json()
    assert (view["beside"], view["camera"]) == (first, "side")
    for session in (first, second["session"]):
        page = (await gateway.http.get(f"/sessions?beside={session}")).json()
        assert {one["session"] for one in page["sessions"]} == {first, second["session"]}


@filming
async def test_a_session_is_filmed_from_another_side_while_it_goes_on(
    gateway: Served, socket: ClientConnection
) -> None:
    session = (await start(socket))["session"]
    assert (await gateway.http.get(f"/phone?session={session}&camera=side")).status_code == 200
    refused = [
        (await gateway.http.get("/phone?session=nobodys")).status_code,
        (await gateway.http.get(f"/phone?session={session}&camera=<b>")).status_code,
        (await gateway.http.get("/sessions?beside=nobodys")).status_code,
    ]
    assert refused == [404, 422, 404]
    await gateway.tell(over := told_session(state="done"))
    assert (await gateway.http.get(f"/phone?session={over.session}")).status_code == 409
    async with camera(gateway) as late:
        assert (await start(late, session=over.session, camera="side"))["name"] == "session_over"


@pytest.mark.parametrize(
    ("said", "name", "code"),
    [
        ({"session": "nobodys"}, "unknown_session", 4404),
        ({"told": {"height_m": 17}}, "invalid", 4422),
        ({"told": {"profile": "<i>"}}, "invalid", 4422),
        ({"camera": "<b>"}, "garbage", 4400),
        ({"phone": ""}, "garbage", 4400),
        ({"type": "stop"}, "garbage", 4400),
        ({"type": "hello"}, "garbage", 4400),
    ],
)
def test_who_cannot_begin_is_told_why(
    tmp_path: Path, database: ChdbProcess, said: dict[str, Any], name: str, code: int
) -> None:
    async def test(_: Served, socket: ClientConnection) -> None:
        error = await start(socket, **said)
        assert (error["type"], error["name"]) == ("error", name)
        assert await closed(socket) == code

    filming(test)(tmp_path, database)


@filming
async def test_a_way_is_measured_by_what_comes_back(gateway: Served, socket: ClientConnection) -> None:
    session = (await start(socket))["session"]
    await say(socket, type="ping", at=12.5)
    assert await hear(socket) == {"type": "pong", "at": 12.5}
    assert await records(gateway.bus, "frames", session) == []


@filming
async def test_a_deleted_session_is_over_for_its_phone(gateway: Served, socket: ClientConnection) -> None:
    session = (await start(socket))["session"]
    await send(socket, 0)
    assert (await gateway.http.delete(f"/sessions/{session}")).status_code == 200
    assert (await hear(socket))["name"] == "session_over"
    assert await closed(socket) == 4410


@filming
async def test_who_watches_can_end_it_as_the_phone_would(gateway: Served, socket: ClientConnection) -> None:
    session = (await start(socket))["session"]
    await send(socket, 0)
    assert (await gateway.http.post(f"/sessions/{session}/cancel")).status_code == 202

    async def ended() -> bool:
        (*_, last) = await records(gateway.bus, "frames", session)
        return last.value == b""

    while not await ended():  # noqa: ASYNC110 - it is asked, not told
        await asyncio.sleep(0.01)


@in_loop
async def test_a_phone_needs_the_token(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database, token="secret") as gateway:  # noqa: S106 - a test's own
        async with camera(gateway, "?token=of-yesterday") as socket:
            assert (await hear(socket))["error"].startswith("A token is needed")
            assert await closed(socket) == 4403
        async with camera(gateway, "?token=secret") as socket:
            assert (await start(socket))["type"] == "started"


@in_loop
async def test_views_come_without_pictures_to_who_has_them(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := told_session(state="running"))
        async with gateway.live(one.session, "?pictures=no") as socket:
            await until(lambda: gateway.app.state.parts.hub.watchers(one.session) > 0)
            await publish_frame(gateway.bus, one.session, 0)
            while (view := await hear(socket))["type"] != "view":
                pass
            assert (view["frame"], view["jpeg"], view["poses2d"]["frame"]) == (0, b"", 0)
