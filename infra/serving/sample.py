"""Puts the sample set in, as an upload would."""

import time
from collections.abc import Iterator
from pathlib import Path

from contracts.codec import encode
from contracts.sessions import Session
from gateway.media_keys import original_key
from infra.serving.behind import Behind
from infra.sessions.probe import probe


async def upload(path: Behind, video: Path, session: str, *, height_m: float, profile: str) -> None:
    """Store a video of squats, and publish its session.

    Args:
        path: where to.
        video: the file.
        session: the id that the session gets.
        height_m: how tall its lifter is.
        profile: whose rules count.
    """
    key = original_key(session)
    await path.media.put(key, _chunks(video))
    now_s = time.time()
    uploaded = Session(
        session=session,
        state="uploaded",
        name=video.name,
        lift="squat",
        height_m=height_m,
        profile=profile,
        video=await probe(path.media, key),
        created_at=now_s,
        updated_at=now_s,
        media=key,
    )
    await path.bus.publish("sessions", session, encode(uploaded))


def _chunks(video: Path) -> Iterator[bytes]:
    with video.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk
