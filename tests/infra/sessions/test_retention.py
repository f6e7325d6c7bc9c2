"""What ended long ago is deleted; what is newer, or not finished, stays."""

import asyncio
from pathlib import Path

from bus.media_folder import FolderMedia
from bus.memory import MemoryBus
from bus.record import Ref
from contracts.codec import encode
from contracts.sessions import Session
from contracts.topics import TOPICS
from contracts.vocabulary import SessionState
from gateway.media_keys import original_key
from infra.sessions.retention import delete_before

SAID: list[tuple[str, SessionState, float]] = [
    ("old", "done", 10.0),
    ("failed", "failed", 10.0),
    ("again", "done", 10.0),
    ("again", "queued", 11.0),
    ("slow", "running", 10.0),
    ("new", "done", 99.0),
]


def test_only_what_ended_before_is_deleted(tmp_path: Path) -> None:
    async def run() -> None:
        bus, media = MemoryBus(TOPICS, 1, limits={}), FolderMedia(tmp_path)
        await bus.publish("sessions", "strange", b"garbage")
        for session, state, updated_at in SAID:
            await media.put(original_key(session), [b"x"])
            await bus.publish("sessions", session, encode(Session(session=session, state=state, updated_at=updated_at)))
        before = (await bus.span("sessions", 0)).end
        await delete_before(50.0, bus, media)
        deleted = await (await bus.records_from("sessions", Ref(0, before))).take(100, 0)
        assert [(one.key, one.value) for one in deleted] == [("old", b""), ("failed", b"")]
        assert await media.names_under("sessions") == ["again", "new", "slow"]
        await delete_before(50.0, bus, media)
        assert (await bus.span("sessions", 0)).end == before + 2

    asyncio.run(run())


def test_what_a_later_session_replays_is_kept_as_long_as_that(tmp_path: Path) -> None:
    async def run() -> None:
        bus, media = MemoryBus(TOPICS, 1, limits={}), FolderMedia(tmp_path)
        video = original_key("parent")
        await media.put(video, [b"x"])
        for session, updated_at in (("parent", 10.0), ("child", 99.0)):
            parent = None if session == "parent" else "parent"
            said = Session(session=session, state="done", updated_at=updated_at, media=video, parent=parent)
            await bus.publish("sessions", session, encode(said))
        await delete_before(50.0, bus, media)
        assert await media.exists(video)
        await delete_before(100.0, bus, media)
        assert not await media.exists(video)

    asyncio.run(run())
