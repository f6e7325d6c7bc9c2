"""What a killed process has left is deleted, unless somebody may have been promised that it is kept."""

import asyncio
from pathlib import Path

import pytest

from bus.journal import CUT
from bus.media_folder import FolderMedia
from bus.memory import LIMITS, MemoryBus
from contracts.codec import encode
from contracts.examples import example
from contracts.sessions import Session
from contracts.topics import TOPICS
from infra.serving.swept import cut_journal, sweep


async def _kept(folder: Path, *, told: bool = True) -> list[str]:
    """Give the sessions with media that a start leaves, of one that lives, one that was deleted, and one unheard of."""
    media = FolderMedia(folder / "media")
    for name in ("living", "deleted", "unheard"):
        await media.put(f"sessions/{name}/original", [b"video"])
    bus = MemoryBus(TOPICS, 1, limits=LIMITS, kept_in=folder / "bus")
    if told:
        for name, value in (
            ("living", encode(example(Session))),
            ("deleted", encode(example(Session))),
            ("deleted", b""),
        ):
            await bus.publish("sessions", name, value)
    await sweep(bus, media, cut_journal(folder / "bus"))
    await bus.close()
    return await media.names_under("sessions")


def test_media_that_were_deleted_or_never_accepted_go(tmp_path: Path) -> None:
    assert asyncio.run(_kept(tmp_path)) == ["living"]


def test_behind_a_journal_that_was_cut_the_unheard_of_stay(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    cut = tmp_path / "bus" / f"sessions-0.journal{CUT}"
    cut.parent.mkdir()
    cut.write_bytes(b"something")
    assert asyncio.run(_kept(tmp_path)) == ["living", "unheard"]
    assert f"Videos of session unheard stay, as its record may be in {cut}" in caplog.text


def test_without_any_journal_everything_stays(tmp_path: Path) -> None:
    assert asyncio.run(_kept(tmp_path, told=False)) == ["deleted", "living", "unheard"]
