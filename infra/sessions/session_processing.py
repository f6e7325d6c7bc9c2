"""What is done for one session: its stored original through the stages, its overlay into media."""

import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from bus.media import Media
from contracts.run import Run
from contracts.sessions import Session
from gateway.media_keys import original_key, overlay_key
from gateway.room import FULL
from infra.own_errors import is_our_sentence
from infra.results.overlay_of import overlay_of
from infra.sessions.passage import Play
from infra.stages.answers import Answer
from infra.stages.fused import FrameAnswer
from producers.pace import FlatOut, Pace
from producers.recorded_set import Recording, Send, recorded_set
from producers.video_file import open_video


class Way(Protocol):
    """What a set's frames pass through: `passage.Passage` in this process, `remote_passage` elsewhere."""

    goes_on: ClassVar[bool]
    """Whether a set that was on its way when its process ended goes on where it was: its frames are still answered."""

    async def begin_anew(self, session: str) -> None:
        """See that the session's next pass starts with its first frame."""
        ...

    def answers_to(self, send: Send, session: str, run: Run, play: Play) -> AsyncGenerator[Answer, None]:
        """Send a set through the stages, and yield the answers to each frame, the end's last."""
        ...


Told = Callable[[int, int | None], Awaitable[None]]
"""Is told how many frames are answered, and how many are expected."""


class SessionFailedError(ValueError):
    """A session can't be processed to its end; the message is one sentence that calls the video as its user does."""


@dataclass(frozen=True, kw_only=True)
class Processing:
    """Processes sessions.

    Args:
        passage: the stages, and where their answers go.
        media: holds the originals, and gets the overlays.
        work: a folder for what is being written.
        quality: of the JPEGs, 1 to 100.
        pace_of: when the frames of a session are due.
    """

    passage: Way
    media: Media
    work: Path
    quality: int
    pace_of: Callable[[Session], Pace] = lambda _: FlatOut()

    async def run(self, session: Session, run: Run, told: Told) -> int:
        """Process a session from its first frame; its answers are on the topics, its overlay in media when this ends.

        Returns:
            How many frames it had.

        Raises:
            SessionFailedError: its video or its overlay failed, or the disk is full.
            UnknownMediaError: its original is not in media.
        """
        try:
            return await self._run(session, run, told)
        except OSError as error:
            if error.errno not in FULL:
                raise
            raise SessionFailedError("The disk is full: delete sessions, then run this one again") from error

    async def _run(self, session: Session, run: Run, told: Told) -> int:
        original = session.media or original_key(session.session)
        with tempfile.TemporaryDirectory(dir=self.work) as folder:
            goal = Path(folder) / "overlay.mp4"
            async with self.media.as_file(original) as source:
                try:
                    frames = await self._drawn(session, run, source, goal, told)
                except ValueError as error:
                    if not is_our_sentence(error):
                        raise
                    called = str(error).replace(str(source), session.name or "the video")
                    raise SessionFailedError(called.replace(str(goal), "its overlay")) from error
            with goal.open("rb") as drawn:
                chunks = iter(lambda: drawn.read(1 << 20), b"")
                await self.media.put(overlay_key(session.session, run.id), chunks)
        return frames

    async def _drawn(self, session: Session, run: Run, source: Path, goal: Path, told: Told) -> int:
        """Send the video through, and draw its overlay; give the number of frames."""
        play = Play(pace=self.pace_of(session))
        frames = 0
        with open_video(source) as video:
            send = recorded_set(video, Recording(session=session.session, quality=self.quality), time.time)
            async with (
                overlay_of(video, source, goal) as overlay,
                aclosing(self.passage.answers_to(send, session.session, run, play)) as answers,
            ):
                async for answer in answers:
                    if isinstance(answer, FrameAnswer):
                        await overlay.add(answer)
                    frames = answer.frames_done
                    await told(frames, video.info.frames_estimate)
        return frames
