"""A session goes from uploaded to done, or to what else was said of it, whoever speaks meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bus.media_folder import FolderMedia
from bus.memory import LIMITS, MemoryBus
from bus.record import Record, Ref
from contracts.codec import decode, encode
from contracts.form import Form, FormEnd, RepEnded
from contracts.sessions import Session
from contracts.topics import TOPICS
from gateway.media_keys import original_key, overlay_key
from infra.sessions.passage import Passage
from infra.sessions.session_processing import Processing
from infra.sessions.session_worker import SessionWorker
from infra.stages.fused import Fused
from infra.stages.inference import Inference
from producers.pace import FlatOut, Pace
from producers.video_file import open_video
from tests.infra.short_squat import FRAMES

LIMIT_S = 30.0


async def stored(_: str) -> None:
    """Say that everything is stored."""


class Held:
    """A pace that lets so many frames go and then waits until it is told."""

    def __init__(self, frames: int) -> None:
        self.go = asyncio.Event()
        self.reached = asyncio.Event()
        self._left = frames

    async def wait_until(self, pts_s: float) -> None:  # noqa: ARG002 - a pace's signature
        if self._left == 0:
            self.reached.set()
            await self.go.wait()
        self._left -= 1


@dataclass
class Place:
    """A data folder with a worker over it."""

    folder: Path
    fused: Fused
    pace_of: Callable[[Session], Pace] = lambda _: FlatOut()
    bus: MemoryBus = field(init=False)
    media: FolderMedia = field(init=False)

    def __post_init__(self) -> None:
        self.bus = MemoryBus(TOPICS, 1, limits=LIMITS, kept_in=self.folder / "bus")
        self.media = FolderMedia(self.folder / "media")

    @asynccontextmanager
    async def working(self) -> AsyncIterator["Place"]:
        (self.folder / "work").mkdir(exist_ok=True)
        with Inference() as inference:
            passage = Passage(self.bus, self.fused, inference)
            processing = Processing(
                passage=passage, media=self.media, work=self.folder / "work", quality=90, pace_of=self.pace_of
            )
            worker = asyncio.create_task(SessionWorker(self.bus, processing, stored, lambda: 5.0).run())
            try:
                yield self
            finally:
                worker.cancel()
                await asyncio.gather(worker, return_exceptions=True)
                await self.bus.close()
        assert list((self.folder / "work").iterdir()) == []

    async def upload(self, video: Path | bytes, session: str = "a1", **fields: object) -> Session:
        content = video if isinstance(video, bytes) else await asyncio.to_thread(video.read_bytes)
        await self.media.put(original_key(session), [content])
        usual: dict[str, Any] = {"lift": "squat", "height_m": 1.671, "name": "squat.mp4", "updated_at": 1.0}
        return await self.say(
            Session(session=session, state="uploaded", media=original_key(session), **{**usual, **fields})
        )

    async def say(self, session: Session) -> Session:
        await self.bus.publish("sessions", session.session, encode(session))
        return session

    async def said(self, session: str = "a1") -> list[Session | None]:
        return [decode(one.value, Session) if one.value else None for one in await self.on("sessions", session)]

    async def on(self, topic: str, session: str = "a1") -> list[Record]:
        return [one for one in await self.on_all(topic) if one.key == session]

    async def on_all(self, topic: str) -> list[Record]:
        reader = await self.bus.records_from(topic, Ref(0, (await self.bus.span(topic, 0)).earliest))
        records = await reader.take(100_000, 0)
        await reader.close()
        return records

    async def until(self, state: str, session: str = "a1", runs: int = 0) -> Session:
        """Wait for the newest message of a session to be of a state, with so many runs or more."""
        while True:
            newest = (await self.said(session) or [None])[-1]
            if newest is not None and newest.state == state and len(newest.runs) >= runs:
                return newest
            await asyncio.sleep(0.01)

    async def reps(self, run: str, session: str = "a1") -> int:
        forms: list[Form | FormEnd] = [_form(one.value) for one in await self.on("form", session)]
        return sum(isinstance(event, RepEnded) for form in forms if form.run == run for event in form.events)


def _form(value: bytes) -> Form | FormEnd:
    form = decode(value, Form, FormEnd)
    assert isinstance(form, Form | FormEnd)
    return form


def at_a_place(
    test: Callable[[Place, Path], Awaitable[None]],
) -> Callable[[Path, Fused, Path], None]:
    """Make a plain test of an async one that has a worker."""

    def run(tmp_path: Path, stages: Fused, squat: Path) -> None:
        async def placed() -> None:
            async with Place(tmp_path, stages).working() as place:
                await test(place, squat)

        asyncio.run(asyncio.wait_for(placed(), LIMIT_S))

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


@at_a_place
async def test_what_is_uploaded_is_processed(place: Place, squat: Path) -> None:
    await place.upload(squat)
    done = await place.until("done")
    states = [said.state for said in await place.said() if said is not None]
    assert sorted(set(states), key=states.index) == ["uploaded", "queued", "running", "done"]
    assert (done.frames, done.frames_expected, done.name, done.lift) == (FRAMES, FRAMES, "squat.mp4", "squat")
    assert done.updated_at > 1.0
    (run,) = done.runs
    assert run.height_m == 1.671
    for topic in ("detections", "poses2d", "poses3d", "form"):
        assert len(await place.on(topic)) == FRAMES + 1
    assert await place.reps(run.id) == 1
    async with place.media.as_file(overlay_key("a1", run.id)) as overlay:
        with open_video(overlay) as video:
            assert sum(1 for _ in video) == FRAMES


def test_two_are_processed_one_after_the_other(tmp_path: Path, stages: Fused, squat: Path) -> None:
    async def placed() -> None:
        place = Place(tmp_path, stages)
        await place.upload(squat)
        await place.upload(squat, "b2")
        async with place.working():
            await place.until("done", "b2")
            order = [one.key for one in await place.on_all("detections")]
            assert order == ["a1"] * (FRAMES + 1) + ["b2"] * (FRAMES + 1)

    asyncio.run(asyncio.wait_for(placed(), LIMIT_S))


@at_a_place
async def test_what_cannot_be_read_fails_with_its_sentence_and_the_next_is_processed(place: Place, squat: Path) -> None:
    await place.upload(b"no video", name="holiday.mp4")
    await place.upload((await asyncio.to_thread(squat.read_bytes))[:-20_000], "b2", name="cut.mp4")
    await place.upload(squat, "c3", profile="nobody's")
    await place.upload(squat, "d4")
    await place.media.delete(original_key("d4"))
    failed = [await place.until("failed", session) for session in ("a1", "b2", "c3", "d4")]
    for session, words in zip(failed, ("holiday.mp4", "cut.mp4", "nobody's", "upload it again"), strict=True):
        assert words in session.reason
        assert str(place.folder) not in session.reason
    assert await place.media.names_under("sessions/b2") == ["original"]


@at_a_place
async def test_another_run_is_a_second_one_and_the_primary(place: Place, squat: Path) -> None:
    await place.upload(squat)
    first = await place.until("done")
    await place.say(replace(first, state="uploaded", height_m=1.9))
    second = await place.until("done", runs=2)
    assert [run.height_m for run in second.runs] == [1.9, 1.671]
    assert await place.reps(second.runs[0].id) == await place.reps(second.runs[1].id) == 1
    names = {f"overlay.{run.id}.mp4" for run in second.runs}
    assert set(await place.media.names_under("sessions/a1")) == {"original", *names}


@at_a_place
async def test_models_beside_are_a_run_of_the_session_that_is_never_the_primary(place: Place, squat: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PERFECTFORM_SHADOW_LIFTER", "blazepose")
        await place.upload(squat)
        done = await place.until("done")
    assert [run.models["lifter"].split("@")[0] for run in done.runs] == ["perfectform", "blazepose"]


def held(test: Callable[[Place, Path, Held], Awaitable[None]]) -> Callable[[Path, Fused, Path], None]:
    """Make a plain test of an async one whose first session stops after some frames."""

    def run(tmp_path: Path, stages: Fused, squat: Path) -> None:
        async def placed() -> None:
            pace = Held(FRAMES // 3)
            paces = iter([pace])
            async with Place(tmp_path, stages, lambda _: next(paces, FlatOut())).working() as place:
                await place.upload(squat)
                await pace.reached.wait()
                await test(place, squat, pace)

        asyncio.run(asyncio.wait_for(placed(), LIMIT_S))

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


@held
async def test_a_cancelled_session_stops_and_the_next_is_whole(place: Place, squat: Path, pace: Held) -> None:
    assert not pace.go.is_set()
    running = await place.until("running")
    await place.say(replace(running, state="cancelled", reason="by the user"))
    await place.upload(squat, "b2")
    await place.until("done", "b2")
    assert (await place.until("cancelled")).reason == "by the user"
    assert await place.media.names_under("sessions/a1") == ["original"]
    assert len(await place.on("form", "b2")) == FRAMES + 1
    assert len(await place.on("form")) < FRAMES


@held
async def test_a_session_deleted_while_it_is_processed_leaves_nothing(place: Place, squat: Path, pace: Held) -> None:
    assert not pace.go.is_set()
    await place.bus.publish("sessions", "a1", b"")
    await place.upload(squat, "b2")
    await place.until("done", "b2")
    assert (await place.said())[-1] is None
    assert await place.media.names_under("sessions") == ["b2"]


@held
async def test_asked_for_another_run_meanwhile_it_begins_anew(place: Place, squat: Path, pace: Held) -> None:
    assert not pace.go.is_set()
    running = await place.until("running")
    await place.say(replace(running, state="uploaded", height_m=1.9, name=squat.name))
    done = await place.until("done")
    assert done.runs[0].height_m == 1.9
    assert await place.reps(done.runs[0].id) == 1


@pytest.mark.parametrize("state", ["uploaded", "queued", "running"])
def test_what_was_not_finished_is_processed_after_a_restart(
    tmp_path: Path, stages: Fused, squat: Path, state: str
) -> None:
    async def placed() -> None:
        before = Place(tmp_path, stages)
        session = await before.upload(squat)
        await before.say(replace(session, state=state, frames=7))
        await before.say(replace(session, session="b2", state="done", frames=9))
        await before.bus.close()
        async with Place(tmp_path, stages).working() as place:
            assert (await place.until("done")).frames == FRAMES
            assert (await place.until("done", "b2")).frames == 9
            assert len(await place.on("sessions", "b2")) == 1

    asyncio.run(asyncio.wait_for(placed(), LIMIT_S))
