"""What a killed process has left of sessions that nobody will ask for is deleted when the next one starts."""

import logging
from contextlib import aclosing
from pathlib import Path
from typing import Final

from bus.journal import CUT
from bus.log_span import records_between
from bus.media_folder import FolderMedia
from bus.memory import MemoryBus
from bus.record import Ref
from infra.sessions.media_deleted import delete_media

_log: Final = logging.getLogger(__name__)


def cut_journal(journals: Path) -> Path | None:
    """Give what was cut off a journal because it couldn't be read; None: nothing was."""
    return next(journals.glob(f"*{CUT}"), None)


async def sweep(bus: MemoryBus, media: FolderMedia, cut: Path | None) -> None:
    """Delete what was half written, and the media of sessions that were deleted or never accepted.

    Where a journal is lost, or was cut, a session that it doesn't tell of may have been accepted: its media stay.

    Args:
        bus: of one partition, with all that the journals tell.
        media: nobody else writes any meanwhile.
        cut: what was cut off a journal.
    """
    await media.clear_unfinished()
    lives, end = dict[str, bool](), (await bus.span("sessions", 0)).end
    async with aclosing(records_between(bus, "sessions", Ref(0, 0), end)) as records:
        async for record in records:
            lives[record.key] = bool(record.value)
    for session in await media.names_under("sessions"):
        if session not in lives and (cut is not None or not lives):
            _log.warning(
                "Videos of session %s stay, as its record may be in %s", session, cut or "a journal that is lost"
            )
        elif not lives.get(session):
            await delete_media(media, session)
