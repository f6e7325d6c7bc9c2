"""Deletes a session's videos where nobody waits for it who could be told that it didn't work."""

import logging
from typing import Final

from bus.media import Media
from gateway.media_keys import media_prefix

_log: Final = logging.getLogger(__name__)


async def delete_media(media: Media, session: str) -> None:
    """Delete all that is kept of a session; the log says what can't be."""
    try:
        await media.delete_under(media_prefix(session))
    except OSError as error:
        _log.warning("Videos of session %s can't be deleted: %s.", session, error)
