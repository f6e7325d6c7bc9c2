"""The live socket: views for eyes, every event once."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from bus.memory import LIMITS, MemoryBus
from bus.partitioner import partition_of
from contracts.codec import decode, encode
from contracts.event import SHADOW, EndOfStream
from contracts.form import CueFired, Form, FormEnd, RepEnded, SetStarted
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from contracts.topics import TOPICS
from tests.bus.in_loop import in_loop, until_idle
from tests.gateway.chdb_process import ChdbProcess
from tests.gateway.served import listening, said, say, served, until
from tests.gateway.told import (
    FPS,
    RUN,
    form,
    jpeg,
    new_id,
    poses2d,
    poses3d,
    publish_frame,
    publish_picture,
    rep,
    session,
    whole_set,
)

STARTED = SetStarted(set=0, lift="squat", start_s=0.5)
REP = RepEnded(set=0, rep=rep(0))
CUE = CueFired(set=0, rep=0, cue=rep(0).cues[0])


async def next_of(socket: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of a type."""
    while (message := await said(socket))["type"] != kind:
        pass
    return message


@in_loop
async def test_hello_comes_first_and_says_where_the_session_stands(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running", frames=10, frames_expected=40))
        await publish_frame(gateway.bus, one.session, 0, STARTED, REP)
        await until(lambda: gateway.app.state.parts.hub.log(one.session).sequence == 3)
        async with gateway.live(one.session) as socket:
            hello = await said(socket)
            assert hello.pop("session")["progress"] == 0.25
            assert hello.pop("log")
            assert hello == {"type": "hello", "sequence": 3, "set": 0, "reps": 1, "phase": "descent"}


@in_loop
async def test_hello_of_a_session_from_before_counts_what_the_database_knows(
    tmp_path: Path, database: ChdbProcess
) -> None:
    bus = MemoryBus(TOPICS, 1, limits={})
    await bus.publish("sessions", (one := session()).session, encode(one))
    async with listening(tmp_path, database, bus=bus) as gateway:
        database.store(*whole_set(one.session))
        async with gateway.live(one.session) as socket:
            hello = await said(socket)
            assert (hello["sequence"], hello["session"]["reps"], hello["phase"]) == (0, 2, "unknown")


@in_loop
async def test_what_models_beside_say_is_never_shown(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running"))
        async with gateway.live(one.session) as socket:
            await said(socket)
            await publish_frame(gateway.bus, one.session, 0, STARTED, REP, headers={SHADOW: b""})
            await publish_frame(gateway.bus, one.session, 1, CUE)
            assert (await next_of(socket, "view"))["frame"] == 1
            log = gateway.app.state.parts.hub.log(one.session)
            assert (log.set, log.reps) == (form(one.session, 1).set, form(one.session, 1).reps)
            assert log.sequence == 2, "that the session has changed, and the cue"


@in_loop
async def test_a_view_holds_all_of_one_frame_as_it_was_published(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running"))
        async with gateway.live(one.session) as socket:
            await said(socket)
            await publish_frame(gateway.bus, one.session, 0)
            view = await next_of(socket, "view")
            assert (view["frame"], view["pts"], view["jpeg"]) == (0, 0.0, jpeg(0))
            for name, kind in (("poses2d", Poses2d), ("poses3d", Poses3d), ("form", Form)):
                message = decode(msgspec.msgpack.encode(view[name]), kind)
                assert (message.session, message.frame) == (one.session, 0)


@in_loop
async def test_at_most_two_views_are_unacknowledged_and_then_the_newest_comes(
    tmp_path: Path, database: ChdbProcess
) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running"))
        async with gateway.live(one.session) as socket:
            await said(socket)
            for frame in range(2):
                await publish_frame(gateway.bus, one.session, frame)
                assert (await next_of(socket, "view"))["frame"] == frame
            for frame in range(2, 50):
                await publish_frame(gateway.bus, one.session, frame)
            await publish_frame(gateway.bus, one.session, 50, REP)
            assert (await said(socket))["type"] == "event"
            await say(socket, type="ack", frame=1)
            assert (await next_of(socket, "view"))["frame"] == 50


@in_loop
async def test_events_come_once_in_order_with_their_frames(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running"))
        async with gateway.live(one.session) as socket:
            await said(socket)
            await say(socket, type="resume", after=0)
            await publish_frame(gateway.bus, one.session, 0, STARTED)
            await publish_frame(gateway.bus, one.session, 1)
            await gateway.bus.publish("form", one.session, encode(form(one.session, 0, STARTED)))  # delivered twice
            await publish_frame(gateway.bus, one.session, 2, CUE, REP)
            end = FormEnd(session=one.session, run=RUN.id, frame=3, pts=2 / FPS, reason="closed", events=(CUE,))
            await gateway.bus.publish("form", one.session, encode(end))
            await gateway.tell(replace(one, state="done"))
            events = [await next_of(socket, "event") for _ in range(6)]
            assert [(one["sequence"], one["frame"], one["event"]["type"]) for one in events] == [
                (1, None, "session"),
                (2, 0, "set_started"),
                (3, 2, "cue"),
                (4, 2, "rep"),
                (5, 3, "cue"),
                (6, None, "session"),
            ]
            assert events[3]["event"]["rep"]["index"] == 0
            assert (events[5]["event"]["session"]["state"], events[5]["event"]["session"]["reps"]) == ("done", 1)


@in_loop
async def test_a_client_that_comes_back_gets_what_it_missed(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running"))
        for frame in range(4):
            await publish_frame(gateway.bus, one.session, frame, CUE)
        await until(lambda: gateway.app.state.parts.hub.log(one.session).sequence == 5)
        async with gateway.live(one.session) as socket:
            await say(socket, type="resume", after=3)
            assert (await said(socket))["sequence"] == 5
            await publish_frame(gateway.bus, one.session, 4, REP)
            assert [(await next_of(socket, "event"))["sequence"] for _ in range(3)] == [4, 5, 6]


@in_loop
async def test_a_late_resume_brings_what_was_left_out_and_nothing_twice(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running"))
        for frame in range(2):
            await publish_frame(gateway.bus, one.session, frame, CUE)
        await until(lambda: gateway.app.state.parts.hub.log(one.session).sequence == 3)
        async with gateway.live(one.session) as socket:
            await said(socket)
            await say(socket, type="ack", frame=-1)
            await publish_frame(gateway.bus, one.session, 2, CUE)
            assert (await next_of(socket, "event"))["sequence"] == 4
            await say(socket, type="resume", after=1)
            assert [(await next_of(socket, "event"))["sequence"] for _ in range(2)] == [2, 3]
            await say(socket, type="resume", after=1)
            assert (await next_of(socket, "error"))["error"] == "A connection resumes once, before anything else."


@in_loop
async def test_a_session_that_runs_again_tells_its_events_again(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running"))
        await publish_frame(gateway.bus, one.session, 0, STARTED)
        await until(lambda: gateway.app.state.parts.hub.log(one.session).sequence == 2)
        await gateway.tell(replace(one, state="uploaded"), replace(one, state="running"))
        await publish_frame(gateway.bus, one.session, 0, STARTED)
        await until(lambda: gateway.app.state.parts.hub.log(one.session).sequence == 5)


@in_loop
async def test_answers_of_the_pass_before_that_come_late_neither_show_nor_hide_anything(
    tmp_path: Path, database: ChdbProcess
) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running"))
        async with gateway.live(one.session) as socket:
            await say(socket, type="resume", after=1)
            await publish_frame(gateway.bus, one.session, 0, STARTED)
            assert (await next_of(socket, "event"))["event"]["type"] == "set_started"
            await gateway.tell(replace(one, state="uploaded"))
            for frame in range(1, 9):
                await publish_frame(gateway.bus, one.session, frame, CUE)
            await until_idle()
            await gateway.tell(replace(one, state="queued"), replace(one, state="running"))
            await publish_frame(gateway.bus, one.session, 0, STARTED)
            await publish_frame(gateway.bus, one.session, 1, REP)
            told = [(await next_of(socket, "event"))["event"] for _ in range(5)]
            assert [one["type"] for one in told] == ["session", "session", "session", "set_started", "rep"]


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\xff\xff",
        b"\x81\xa4type\xa5other",
        msgspec.msgpack.encode({"type": "ack"}),
        msgspec.msgpack.encode({"type": "ack", "frame": "<b>"}),
        b"\x91" * 60_000,
        "hello",
    ],
)
def test_garbage_is_answered_in_a_sentence_and_costs_only_its_sender(
    garbage: bytes | str, tmp_path: Path, database: ChdbProcess
) -> None:
    @in_loop
    async def test() -> None:
        async with listening(tmp_path, database) as gateway:
            await gateway.tell(one := session(state="running"))
            async with gateway.live(one.session) as other, gateway.live(one.session) as socket:
                await said(other)
                await socket.send(garbage)
                error = await next_of(socket, "error")
                assert error["error"] == "Only `ack` and `resume` are understood here, as msgpack."
                await socket.wait_closed()
                assert socket.close_code == 4400
                await publish_frame(gateway.bus, one.session, 0)
                assert (await next_of(other, "view"))["frame"] == 0

    test()


@in_loop
async def test_a_message_that_is_too_large_ends_the_connection(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running"))
        async with gateway.live(one.session) as socket:
            await said(socket)
            with suppress(ConnectionClosed):
                await socket.send(b"x" * 1_000_000)
            await socket.wait_closed()
            assert socket.close_code == 1009


@in_loop
async def test_where_only_what_is_watched_is_followed_a_watcher_gets_what_was_told_before_it_came(
    tmp_path: Path, database: ChdbProcess
) -> None:
    bus = MemoryBus(TOPICS, 4, limits=LIMITS)
    async with listening(tmp_path, database, bus, follows_all=False) as gateway:
        hub = gateway.app.state.parts.hub
        await gateway.tell(one := session(state="running"), session("other", state="running"))
        await publish_frame(bus, one.session, 0, STARTED)
        await publish_frame(bus, one.session, 1, CUE)
        await publish_frame(bus, "other", 0, STARTED)
        assert hub.followed == frozenset()
        async with gateway.live(one.session) as socket:
            hello = await said(socket)
            await say(socket, type="resume", after=0)
            told = [await next_of(socket, "event") for _ in range(hello["sequence"])]
            assert [event["event"]["type"] for event in told] == ["session", "set_started", "cue"]
            await publish_frame(bus, one.session, 2, REP)
            assert (await next_of(socket, "event"))["event"]["type"] == "rep"
            assert hub.followed == {partition_of(one.session, 4)}
        await until(lambda: not hub.followed)
        await publish_frame(bus, one.session, 3, CUE)
        async with gateway.live(one.session) as socket:
            again = await said(socket)
            assert again["log"] != hello["log"]
            assert again["sequence"] == 4


@in_loop
async def test_an_unknown_session_is_said_and_closed(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway, gateway.live(new_id()) as socket:
        assert (await said(socket))["error"].startswith("There is no session")
        await socket.wait_closed()
        assert socket.close_code == 4404


@in_loop
async def test_who_watches_a_session_that_is_deleted_is_told(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running"))
        async with gateway.live(one.session) as socket:
            await said(socket)
            assert (await gateway.http.delete(f"/sessions/{one.session}")).status_code == 200
            assert (await next_of(socket, "error"))["error"] == "The session was deleted."
            await socket.wait_closed()
            assert socket.close_code == 4404
        await publish_frame(gateway.bus, one.session, 0, REP)
        assert (await gateway.http.get("/readyz")).status_code == 200


@in_loop
async def test_a_client_that_never_reads_costs_the_others_nothing(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running"))
        port = gateway.settings.port
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1000)  # and then the system's buffers
        upgrade = (
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + "A" * 22
        )
        writer.write(f"GET /live/{one.session} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{upgrade}==\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        async with gateway.live(one.session) as socket:
            await said(socket)
            for frame in range(300):
                await publish_frame(gateway.bus, one.session, frame, CUE)
                view = await next_of(socket, "view")
                await say(socket, type="ack", frame=view["frame"])
            assert view["frame"] == 299
        writer.close()


@in_loop
async def test_nobody_who_watches_or_stops_watching_ever_fills_the_log_of_pictures(
    tmp_path: Path, database: ChdbProcess
) -> None:
    bus = MemoryBus(TOPICS, 1, limits={"frames": 50_000})
    chain = await bus.read(["frames"], "chain")
    async with served(tmp_path, database, bus=bus) as gateway:
        await gateway.tell(one := session(state="running"), other := session(state="running"))
        hub = gateway.app.state.parts.hub
        never_acks = _NeverAcks()
        never_acks.wants_view = True
        async with hub.watched(one.session) as watched:
            watched.watchers.add(never_acks)
            await publish_frame(bus, one.session, 0)
            await until(lambda: watched.view is not None)
            never_acks.wants_view = False
            for frame in range(1, 200):
                await publish_frame(bus, one.session if frame % 2 else other.session, frame)
                await chain.commit(await chain.take(10, 0))
            await until(lambda: watched.join.newest is not None and watched.join.newest.frame == 199)
            assert watched.view is not None
            assert watched.view.bundle.frame == 0
            never_acks.wants_view = True
            hub.ask(one.session)
            await until(lambda: watched.view is not None and watched.view.bundle.frame == 199)
        assert (await bus.span("frames", 0)).earliest > 150


@in_loop
async def test_an_end_and_what_cannot_be_read_are_passed_over(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running"))
        async with gateway.live(one.session) as socket:
            await said(socket)
            end = EndOfStream(session=one.session, run=RUN.id, frame=9, pts=0.0, reason="closed")
            for topic in ("poses2d", "poses3d"):
                await gateway.bus.publish(topic, one.session, encode(end))
                await gateway.bus.publish(topic, one.session, b"\xc1 garbage")
            await gateway.bus.publish("form", one.session, b"\xc1 garbage")
            await gateway.bus.publish("sessions", one.session, b"\xc1 garbage")
            await publish_frame(gateway.bus, one.session, 0)
            assert (await next_of(socket, "view"))["frame"] == 0


@in_loop
async def test_pictures_that_have_left_the_log_are_passed_over(tmp_path: Path, database: ChdbProcess) -> None:
    bus = MemoryBus(TOPICS, 1, limits={}, other_bytes=50_000)
    async with listening(tmp_path, database, bus=bus) as gateway:
        await gateway.tell(one := session(state="running"))
        for frame in range(100):
            await publish_picture(bus, one.session, frame)
        assert (await bus.span("frames", 0)).earliest > 0
        async with gateway.live(one.session) as socket:
            await said(socket)
            for topic, answer in (("poses2d", poses2d), ("poses3d", poses3d), ("form", form)):
                await bus.publish(topic, one.session, encode(answer(one.session, 0)))
            await publish_frame(bus, one.session, 100)
            assert (await next_of(socket, "view"))["frame"] == 100


class _NeverAcks:
    """Watches, and wants views only when told so."""

    def __init__(self) -> None:
        self.wants_view = False

    def stir(self) -> None:
        """Do nothing."""
