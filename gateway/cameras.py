"""What the gateway needs of whoever turns a phone's pictures into a session."""

from typing import Protocol

from contracts.sessions import Session
from gateway.camera_messages import CameraFault, Chunk, Frame, FrameFault


class CameraRefusedError(ValueError):
    """A phone can't film, or not any more.

    Args:
        name: Which fault.
        sentence: What is wrong, and what to do.
    """

    def __init__(self, name: CameraFault, sentence: str) -> None:
        super().__init__(sentence)
        self.name = name


class FrameRefusedError(ValueError):
    """A frame is set aside.

    Args:
        name: Which fault.
        sentence: What is wrong.
    """

    def __init__(self, name: FrameFault, sentence: str) -> None:
        super().__init__(sentence)
        self.name = name


class Filming(Protocol):
    """One camera's session while it is filmed; it goes on while its phone is away, for a minute."""

    @property
    def session(self) -> Session:
        """As it began."""
        ...

    @property
    def last(self) -> int | None:
        """The phone's number of the last frame that came; None: none did."""
        ...

    @property
    def lost(self) -> int:
        """How many frames came and weren't passed on, as the bus was too slow."""
        ...

    async def ready(self) -> None:
        """Wait until it is known what came before, and frames may come; for ever, if it ends instead."""
        ...

    def take(self, frame: Frame) -> float:
        """Take a frame, once it is ready; return how much later it came than the fastest one lately, seconds.

        Raises:
            FrameRefusedError: it is set aside.
        """
        ...

    async def take_chunk(self, chunk: Chunk) -> float:
        """Take a picture of a video likewise, once it is decoded.

        Raises:
            FrameRefusedError: it is set aside; a key frame has to come next.
        """
        ...

    def stop(self) -> None:
        """Take no more frames: the session ends with what it has."""
        ...

    async def ended(self) -> Session:
        """Wait for the session's end, once all of it is stored; give it as it is then.

        Raises:
            CameraRefusedError: it was cancelled or deleted, or failed.
        """
        ...


class Cameras(Protocol):
    """Every session that is filmed."""

    def begin(self, session: Session, phone: str) -> Filming:
        """Begin a new session; it is published by and by.

        Args:
            session: As it is to be.
            phone: The key of who films it.
        """
        ...

    def go_on(self, session: Session, phone: str) -> Filming:
        """Go on with one.

        Args:
            session: As it is known to be.
            phone: The key of who films it.

        Raises:
            CameraRefusedError: it is over, isn't filmed at all, or another phone films it.
        """
        ...

    def stop(self, session: str) -> bool:
        """End a session with what it has; False: it isn't filmed through this process."""
        ...
