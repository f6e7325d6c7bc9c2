"""Where a session's files are kept."""

from contracts.sessions import Session


def media_prefix(session: str) -> str:
    """Give what the keys of all that is kept of a session begin with."""
    return f"sessions/{session}"


def original_key(session: str) -> str:
    """Give the key of the uploaded video."""
    return f"{media_prefix(session)}/original"


def overlay_key(session: str, run: str) -> str:
    """Give the key of the video with a run's skeleton drawn in."""
    return f"{media_prefix(session)}/overlay.{run}.mp4"


def media_keys(session: Session) -> tuple[str, ...]:
    """Give the keys of all that may be kept of a session; the video of its parent isn't its own."""
    return (original_key(session.session), *(overlay_key(session.session, run.id) for run in session.runs))
