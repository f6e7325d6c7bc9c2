"""Where a session's files are kept."""

from contracts.sessions import Session


def folder_key(session: str) -> str:
    """Give what the keys below begin with."""
    return f"sessions/{session}"


def original_key(session: str) -> str:
    """Give the key of the uploaded video."""
    return f"{folder_key(session)}/original"


def overlay_key(session: str, run: str) -> str:
    """Give the key of the video with a run's skeleton drawn in."""
    return f"{folder_key(session)}/overlay.{run}.mp4"


def media_keys(session: Session) -> tuple[str, ...]:
    """Give the keys of all that may be kept of a session."""
    original = session.media or original_key(session.session)
    return (original, *(overlay_key(session.session, run.id) for run in session.runs))
