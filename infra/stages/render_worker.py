"""Draws what all stages have said into the pictures, as a process of its own, and publishes them on `rendered`.

Once in effect as the stages are: publish, await delivery, save the state, acknowledge. A frame that can't be drawn is
published without a picture, and goes to the dead letters.
"""

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import msgspec

from bus.errors import BusClosedError
from bus.letters import letter_of
from bus.protocol import Bus, Reader
from bus.record import Record
from bus.states import States
from bus.states_topic import TopicStates
from contracts.codec import UnreadableMessageError, encode
from contracts.event import EndOfStream
from contracts.form import Form, FormEnd
from contracts.frames import HEADER
from contracts.rendered import RenderedHeader
from gateway.known_sessions import KnownSessions
from infra.stages.cuts import RENDER
from infra.stages.drawable import KINDS, Drawable, Together, Whose
from infra.stages.inference import Inference
from infra.stages.pictures import Pictures
from infra.stages.stage_worker import Join
from infra.stages.standing import Standing
from infra.stages.waiting import before_all
from processors.picture import Picture
from processors.render import RenderInput, render

_AT_ONCE: Final = 64
_WITHIN_S: Final = 0.05
_STILL_DRAWN_S: Final = 600.0
"""A session that ended so long ago is drawn no more."""


class Drawn(msgspec.Struct, frozen=True, kw_only=True, tag="drawn.v1"):
    """What is remembered of a session: kept in `states`."""

    frame: int = -1
    offset: int = -1
    """Where the picture of the last frame lies in its partition of `frames`."""


@dataclass
class Drawing:
    """The drawing over the sessions of a reader's partitions.

    Args:
        bus: where pictures come from, and go to.
        reader: of the topics in `infra.stages.drawable.KINDS`, in the group `render`.
        known: which sessions there are.
        states: where it is kept how far a session is.
        inference: the thread that it is drawn on.
        quality: of the JPEGs, 1 to 100.
    """

    bus: Bus
    reader: Reader
    known: KnownSessions
    states: States
    inference: Inference
    quality: int
    _together: Together = field(default_factory=Together)
    _held: dict[Whose, Drawn] = field(default_factory=dict)
    _taken: list[Record] = field(default_factory=list)
    _shares: int = -1
    _is_caught_up: bool = False
    """Whether all that was said of sessions before the last take is known."""

    def __post_init__(self) -> None:
        self._pictures = Pictures(self.bus)

    @property
    def sessions(self) -> int:
        """Of how many sessions the state is loaded."""
        return len(self._held)

    async def step(self) -> None:
        """Take what the stages say, and draw what is whole."""
        if self._shares != self.reader.shares:
            self._shares = self.reader.shares
            self._together.clear()
            self._held.clear()
            self._taken.clear()
            await self._pictures.keep_only(self.reader.partitions)
        records = await self.reader.take(_AT_ONCE, _WITHIN_S)
        self._is_caught_up = False
        changed, ended, buried = set[Whose](), list[Whose](), list[Awaitable[None]]()
        for record in records:
            try:
                frames = self._together.add(record) if await self._is_drawn(record.key) else []
            except UnreadableMessageError as error:
                buried.append(self._bury(record, str(error)))
                frames = []
            for frame in frames:
                await self._draw(frame)
                changed.add(frame.whose)
                ended += [frame.whose] if isinstance(frame.form, FormEnd) else []
        await asyncio.gather(*buried)
        self._taken += records
        if self._shares == self.reader.shares and records:
            await self._save(changed, ended)

    async def close(self) -> None:
        """Stop reading pictures; what isn't acknowledged is drawn again, alike."""
        await self._pictures.close()

    async def _is_drawn(self, session: str) -> bool:
        known = self.known.get(session)
        if known is None and not self._is_caught_up:
            await self.known.caught_up()
            self._is_caught_up = True
            known = self.known.get(session)
        if known is None:
            return False
        return known.state == "running" or time.time() - known.updated_at < _STILL_DRAWN_S

    async def _draw(self, frame: Drawable) -> None:
        """Draw and publish a frame, or pass on the end; what was drawn already is passed over."""
        form, drawn = frame.form, await self._loaded(frame.whose)
        if form is None or (frame.poses2d is None and isinstance(form, Form)):
            return  # one of the stages gave it up, and said why
        at = form.trace.frame_ref.offset if form.trace.frame_ref is not None else drawn.offset + 1
        if frame.frame == 0 and at > drawn.offset >= 0:
            drawn = Drawn()
        if at <= drawn.offset or frame.frame <= drawn.frame:
            return
        if isinstance(form, FormEnd):
            await self._end(form)
            self._held[frame.whose] = Drawn(frame=frame.frame, offset=at)
            return
        await self._picture(frame, form)
        self._held[frame.whose] = Drawn(frame=frame.frame, offset=at)

    async def _picture(self, frame: Drawable, form: Form) -> None:
        """Draw and publish one frame."""
        assert frame.poses2d is not None  # noqa: S101 - the frame is whole
        assert frame.poses3d is not None  # noqa: S101 - the frame is whole
        ref = form.trace.frame_ref
        record = None if ref is None or form.dropped else await self._pictures.of(ref)
        picture = None if record is None else Picture(jpeg=record.value)
        given = RenderInput(picture, frame.poses2d, frame.poses3d, form)
        try:
            jpeg = await self.inference.run(partial(self._jpeg, given))
        except Exception as error:  # noqa: BLE001 - it costs this frame alone
            jpeg = b""
            await self._bury(frame.records[-1], f"frame {frame.frame} can't be drawn: {error or type(error).__name__}")
        header = RenderedHeader(
            session=form.session,
            run=form.run,
            camera=form.camera,
            frame=form.frame,
            pts=form.pts,
            trace=form.trace,
            width=frame.poses2d.width,
            height=frame.poses2d.height,
            dropped=form.dropped,
        )
        await self.bus.publish("rendered", form.session, jpeg, {HEADER: encode(header)})

    def _jpeg(self, given: RenderInput) -> bytes:
        """Draw and encode; runs on the inference thread."""
        drawn = render(given).picture
        return b"" if drawn is None else Picture(bgr=drawn.bgr, quality=self.quality).jpeg

    async def _end(self, form: FormEnd) -> None:
        end = EndOfStream(
            session=form.session,
            run=form.run,
            camera=form.camera,
            frame=form.frame,
            pts=form.pts,
            trace=form.trace,
            reason=form.reason,
        )
        await self.bus.publish("rendered", form.session, b"", {HEADER: encode(end)})

    async def _loaded(self, whose: Whose) -> Drawn:
        if whose not in self._held:
            saved = await self.states.load(RENDER, whose.session, whose.run)
            self._held[whose] = Drawn() if saved is None else msgspec.msgpack.decode(saved, type=Drawn)
        return self._held[whose]

    async def _save(self, changed: set[Whose], ended: list[Whose]) -> None:
        """Save how far each session is, then acknowledge what belongs to no frame that isn't whole."""
        await asyncio.gather(*map(self._save_one, changed))
        done = before_all(self._taken, self._together.records())
        await self.reader.commit(done)
        refs = {(one.topic, one.ref) for one in done}
        self._taken = [one for one in self._taken if (one.topic, one.ref) not in refs]
        for whose in ended:
            await self.states.forget(RENDER, whose.session, whose.run)
            self._held.pop(whose, None)

    async def _save_one(self, whose: Whose) -> None:
        drawn = self._held[whose]
        await self.states.save(RENDER, whose.session, whose.run, msgspec.msgpack.encode(drawn), drawn.offset)

    async def _bury(self, record: Record, reason: str) -> None:
        letter = letter_of(record, RENDER, reason, time.time())
        await self.bus.publish("dead_letters", record.key, encode(letter))


async def work(bus: Bus, join: Join, standing: Standing, quality: int) -> None:
    """Draw until the bus is closed or this is cancelled; then its partitions go to the others at once.

    Args:
        bus: with the topics of `contracts.topics`.
        join: gives the reader.
        standing: is told how it goes.
        quality: of the JPEGs, 1 to 100.
    """
    known = KnownSessions(bus)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(known.follow())
            tasks.create_task(_draw(bus, join, known, standing, quality))
    except* BusClosedError:
        pass


async def _draw(bus: Bus, join: Join, known: KnownSessions, standing: Standing, quality: int) -> None:
    reader = await join(list(KINDS), RENDER)
    with Inference() as inference:
        drawing = Drawing(bus, reader, known, TopicStates(bus), inference, quality)
        try:
            while True:
                await drawing.step()
                standing.note(reader.partitions, drawing.sessions)
        finally:
            standing.ends()
            await drawing.close()
            await reader.close()
