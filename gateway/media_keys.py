"""Where a session's files are kept."""


def media_prefix(session: str) -> str:
    """Give what the keys of all that is kept of a session begin with."""
    return f"sessions/{session}"


def original_key(session: str) -> str:
    """Give the key of the uploaded video."""
    return f"{media_prefix(session)}/original"


def overlay_key(session: str, run: str) -> str:
    """Give the key of the video with a run's skeleton drawn in."""
    return f"{media_prefix(session)}/overlay.{run}.mp4"
