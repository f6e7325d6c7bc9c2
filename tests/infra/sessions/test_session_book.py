"""What others say of a session counts: a change of ours that was on its way while they spoke is dropped."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from bus.memory import MemoryBus
from bus.record import NO_HEADERS, Ref
from contracts.codec import decode, encode
from contracts.sessions import Session
from contracts.topics import TOPICS
from infra.sessions.session_book import SessionBook, Word
from tests.bus.in_loop import until_idle

UPLOADED = Session(session="a1", state="uploaded", updated_at=1.0, media="sessions/a1/original")


class SlowBus(MemoryBus):
    """A bus on which a publisher can be held up; one that is cancelled meanwhile has published all the same."""

    def __init__(self) -> None:
        super().__init__(TOPICS, 1, limits={})
        self.open = asyncio.Event()
        self.open.set()
        self._arrived = asyncio.Event()

    async def hold(self, change: Coroutine[None, None, None]) -> "asyncio.Task[None]":
        """Hold up what a change publishes, and give the change once it is."""
        self.open.clear()
        self._arrived.clear()
        task = asyncio.create_task(change)
        await self._arrived.wait()
        return task

    async def publish(
        self,
        topic: str,
        key: str,
        value: bytes,
        headers: Mapping[str, bytes] = NO_HEADERS,
        *,
        over: int | None = None,
    ) -> Ref:
        return await asyncio.shield(self._publish(topic, key, value, headers, over))

    async def _publish(self, topic: str, key: str, value: bytes, headers: Mapping[str, bytes], over: int | None) -> Ref:
        self._arrived.set()
        await self.open.wait()
        return await super().publish(topic, key, value, headers, over=over)


@dataclass
class Open:
    """A book that follows, and what it heard."""

    bus: SlowBus
    book: SessionBook
    heard: list[tuple[str, Word]] = field(default_factory=list)

    async def say(self, session: Session | None) -> None:
        """Speak as somebody else, past whatever is held up."""
        value = b"" if session is None else encode(session)
        await MemoryBus.publish(self.bus, "sessions", "a1", value)
        await until_idle()

    async def until_taken(self) -> None:
        while (newest := await self.newest()) is None or newest.state != "queued":
            pass

    async def newest(self) -> Session | None:
        await until_idle()
        return (await self.said())[-1]

    async def said(self) -> list[Session | None]:
        records = await (await self.bus.records_from("sessions", Ref(0, 0))).take(100, 0)
        return [decode(record.value, Session) if record.value else None for record in records]


@asynccontextmanager
async def opened() -> AsyncIterator[Open]:
    bus = SlowBus()
    heard: list[tuple[str, Word]] = []

    async def hear(session: str, word: Word) -> None:
        heard.append((session, word))

    book = SessionBook(bus, lambda: 0.0, hear)
    following = asyncio.create_task(book.follow())
    await until_idle()
    try:
        yield Open(bus, book, heard)
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


def with_a_book(test: Callable[[Open], Awaitable[None]]) -> Callable[[], None]:
    """Make a plain test of an async one that has a book with an uploaded session."""

    async def run() -> None:
        async with opened() as book:
            await book.say(UPLOADED)
            await book.until_taken()
            await test(book)

    def plain() -> None:
        asyncio.run(asyncio.wait_for(run(), 20))

    plain.__name__, plain.__doc__ = test.__name__, test.__doc__
    return plain


async def overtaken(it: Open, word: Session | None) -> None:
    """Let others speak while a change of ours is on its way."""
    ours = await it.bus.hold(it.book.change("a1", state="running", frames=7))
    await it.say(word)
    it.bus.open.set()
    await ours
    assert (await it.said())[2] == word
    assert all(
        one is None or one.frames != 7 for one in await it.said()
    )  # was not written: no kill finds it behind their word


@with_a_book
async def test_what_is_uploaded_is_queued_and_given(it: Open) -> None:
    queued = await it.newest()
    assert queued is not None
    assert queued.state == "queued"
    assert queued.updated_at > 1.0
    assert await it.book.next() == queued
    assert it.heard == [("a1", "asked")]


@with_a_book
async def test_a_cancellation_is_not_overtaken(it: Open) -> None:
    await overtaken(it, replace(UPLOADED, state="cancelled", reason="enough"))
    newest = await it.newest()
    assert newest is not None
    assert (newest.state, newest.reason) == ("cancelled", "enough")
    assert it.heard[-1] == ("a1", "stop")


@with_a_book
async def test_a_tombstone_is_not_overtaken(it: Open) -> None:
    await overtaken(it, None)
    assert await it.newest() is None
    assert it.book.is_gone("a1")
    assert it.heard[-1] == ("a1", "gone")


@with_a_book
async def test_a_change_that_was_cancelled_on_its_way_brings_nothing_back(it: Open) -> None:
    ours = await it.bus.hold(it.book.change("a1", state="running"))
    await it.say(None)
    ours.cancel()
    it.bus.open.set()
    await until_idle()
    assert await it.newest() is None


@with_a_book
async def test_another_run_is_not_overtaken_and_is_asked_for_still(it: Open) -> None:
    await overtaken(it, replace(UPLOADED, height_m=1.9))
    newest = await it.newest()
    assert newest is not None
    assert (newest.state, newest.height_m, newest.frames) == ("queued", 1.9, 0)


@with_a_book
async def test_nothing_is_changed_once_it_was_cancelled_or_deleted(it: Open) -> None:
    await it.say(replace(UPLOADED, state="cancelled"))
    await it.book.change("a1", state="done")
    newest = await it.newest()
    assert newest is not None
    assert newest.state == "cancelled"
    await it.say(None)
    await it.book.change("a1", state="done")
    assert await it.newest() is None


@with_a_book
async def test_a_record_behind_a_tombstone_brings_nothing_back(it: Open) -> None:
    await it.say(None)
    await it.say(UPLOADED)
    assert await it.newest() is None


@with_a_book
async def test_two_changes_at_once_are_both_written_once(it: Open) -> None:
    await asyncio.gather(it.book.change("a1", frames=1), it.book.change("a1", frames=2), it.book.change("a1", frames=3))
    assert (await it.bus.span("sessions", 0)).end == 5


@asynccontextmanager
async def following(
    bus: MemoryBus, *, goes_on: bool = False
) -> AsyncIterator[tuple[SessionBook, list[tuple[str, Word]]]]:
    heard: list[tuple[str, Word]] = []

    async def hear(session: str, word: Word) -> None:
        heard.append((session, word))

    book = SessionBook(bus, lambda: 0.0, hear, goes_on=goes_on)
    task = asyncio.create_task(book.follow())
    try:
        yield book, heard
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def taken(book: SessionBook, within_s: float) -> set[str]:
    """Take all that is to be processed."""
    found = set[str]()
    try:
        async with asyncio.timeout(within_s):
            while True:
                found.add((await book.next()).session)
    except TimeoutError:
        return found


def test_of_two_each_cares_for_its_share_and_the_other_goes_on_when_one_dies() -> None:
    names = [f"s{index}" for index in range(12)]

    async def run() -> None:
        bus = MemoryBus(TOPICS, 4, limits={})
        async with following(bus) as (one, _):
            async with following(bus) as (other, _):
                await until_idle()
                for name in names:
                    await bus.publish("sessions", name, encode(replace(UPLOADED, session=name)))
                first, second = await asyncio.gather(taken(one, 1), taken(other, 1))
                assert first
                assert second
                assert first | second == set(names)
                assert not first & second
                await asyncio.gather(*(other.change(name, state="running") for name in second))
            assert await taken(one, 1.5) == second

    asyncio.run(asyncio.wait_for(run(), 20))


@pytest.mark.parametrize("goes_on", [False, True])
def test_what_is_over_is_left_alone_and_what_was_begun_is_taken_up_once(*, goes_on: bool) -> None:
    states = ["uploaded", "queued", "running", "done"]

    async def run() -> None:
        bus = MemoryBus(TOPICS, 1, limits={})
        for session in ("over", "begun"):
            for state in states[: 4 if session == "over" else 3]:
                await bus.publish("sessions", session, encode(replace(UPLOADED, session=session, state=state)))
        await bus.publish("sessions", "live", encode(replace(UPLOADED, session="live", state="running", media=None)))
        async with following(bus, goes_on=goes_on) as (book, heard):
            assert await taken(book, 1) == {"begun"}
        assert heard == []
        queued_anew = 0 if goes_on else 1  # while it is queued, the stages pass its frames over
        assert (await bus.span("sessions", 0)).end == 4 + 3 + 1 + queued_anew

    asyncio.run(asyncio.wait_for(run(), 20))
