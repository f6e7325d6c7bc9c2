"""Media as every store has to keep it, and what the folder adds: no way out of it, and nothing half-written in it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bus.folder_key import UnsafeKeyError, path_under
from bus.media import Media, MediaRangeError, UnknownMediaError
from bus.media_folder import CHUNK_BYTES, FolderMedia
from tests.bus.in_loop import in_loop

KEY = "sessions/a1/original.mp4"
LARGE = bytes(range(256)) * (CHUNK_BYTES // 128) + b"end"


@pytest.fixture
def media(tmp_path: Path) -> Media:
    return FolderMedia(tmp_path / "media")


def files(folder: Path) -> list[Path]:
    """Return every file under a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


async def whole(media: Media, key: str, start: int = 0, end: int | None = None) -> bytes:
    """Read a range into one value."""
    return b"".join([chunk async for chunk in media.read(key, start, end)])


async def later(*chunks: bytes) -> AsyncIterator[bytes]:
    """Yield chunks as an upload does."""
    for chunk in chunks:
        await asyncio.sleep(0)
        yield chunk


def failing() -> Iterator[bytes]:
    """Yield a chunk, then fail."""
    yield b"half"
    raise ConnectionError("gone")


@in_loop
async def test_what_is_put_is_read(media: Media) -> None:
    assert not await media.exists(KEY)
    assert await media.put(KEY, later(b"ab", b"", b"cd")) == 4
    assert await media.exists(KEY)
    assert (await media.size(KEY), await whole(media, KEY)) == (4, b"abcd")
    assert await media.put(KEY, [b"replaced"]) == 8
    assert await whole(media, KEY) == b"replaced"


@in_loop
async def test_an_empty_value_is_kept(media: Media) -> None:
    assert await media.put(KEY, []) == 0
    assert (await media.size(KEY), await whole(media, KEY)) == (0, b"")


@in_loop
async def test_a_range_is_read_in_chunks(media: Media) -> None:
    await media.put(KEY, iter([LARGE[:1000], LARGE[1000:]]))
    chunks = [chunk async for chunk in media.read(KEY)]
    assert b"".join(chunks) == LARGE
    assert len(chunks) == 3
    assert await whole(media, KEY, 5) == LARGE[5:]
    assert await whole(media, KEY, 7, CHUNK_BYTES + 9) == LARGE[7 : CHUNK_BYTES + 9]
    assert await whole(media, KEY, 3, 3) == b""


@in_loop
async def test_a_range_outside_is_refused(media: Media) -> None:
    await media.put(KEY, [b"abc"])
    for start, end in ((-1, 2), (0, 4), (2, 1), (4, None)):
        with pytest.raises(MediaRangeError, match=r"of 'sessions/a1/original.mp4' were asked for; it has 3"):
            await whole(media, KEY, start, end)


@in_loop
async def test_what_is_not_there_is_said_to_be_so(media: Media) -> None:
    await media.put(KEY, [b"abc"])
    for missing in ("nothing", "sessions/a1", f"{KEY}/more"):
        assert not await media.exists(missing)
        await media.delete(missing)
        with pytest.raises(UnknownMediaError, match=missing):
            await media.size(missing)
        with pytest.raises(UnknownMediaError, match=missing):
            await whole(media, missing)


@in_loop
async def test_what_is_deleted_is_gone_though_a_reader_goes_on(media: Media) -> None:
    await media.put(KEY, [LARGE])
    reading = media.read(KEY)
    first = await anext(reading)
    await media.delete(KEY)
    await media.delete(KEY)
    assert not await media.exists(KEY)
    assert first + b"".join([chunk async for chunk in reading]) == LARGE


@in_loop
async def test_a_failed_put_leaves_what_was_there_and_nothing_else(media: Media, tmp_path: Path) -> None:
    await media.put(KEY, [b"before"])
    with pytest.raises(ConnectionError):
        await media.put(KEY, failing())
    assert await whole(media, KEY) == b"before"
    assert len(files(tmp_path)) == 1


@in_loop
async def test_nobody_sees_a_put_before_it_is_whole_nor_after_it_was_cancelled(media: Media, tmp_path: Path) -> None:
    stopped = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield b"half"
        stopped.set()
        await asyncio.Event().wait()

    putting = asyncio.create_task(media.put(KEY, endless()))
    await stopped.wait()
    assert not await media.exists(KEY)
    putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting
    assert files(tmp_path) == []


@in_loop
async def test_a_key_that_is_part_of_another_is_refused(media: Media, tmp_path: Path) -> None:
    await media.put(KEY, [b"abc"])
    with pytest.raises(UnsafeKeyError, match="other keys begin with it"):
        await media.put("sessions/a1", [b"x"])
    with pytest.raises(UnsafeKeyError, match="is a file, not a folder"):
        await media.put(f"{KEY}/more", [b"x"])
    assert len(files(tmp_path)) == 1


@pytest.mark.parametrize(
    "key",
    [
        "",
        "..",
        "../x",
        "a/../../x",
        "/etc/passwd",
        "a//b",
        "a/",
        "./a",
        ".hidden",
        "a\\b",
        "C:x",
        "a\0",
        "a\n",
        "-rf",
        "x" * 201,
    ],
)
@in_loop
async def test_a_key_that_could_lead_elsewhere_is_refused(media: Media, tmp_path: Path, key: str) -> None:
    with pytest.raises(UnsafeKeyError, match="can't be stored"):
        await media.put(key, [b"x"])
    with pytest.raises(UnsafeKeyError, match="can't be stored"):
        await whole(media, key)
    for call in (media.size(key), media.exists(key), media.delete(key)):
        with pytest.raises(UnsafeKeyError, match="can't be stored"):
            await call
    assert files(tmp_path) == []


@in_loop
async def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "link").symlink_to(tmp_path)
    with pytest.raises(UnsafeKeyError, match="by a link"):
        await whole(FolderMedia(tmp_path / "media"), "link/secret")


@given(key=st.text(alphabet="ab./\\~:\0", max_size=12))
def test_no_key_leads_out_of_the_folder(key: str) -> None:
    folder = Path("/nowhere/media")
    try:
        path = path_under(folder, *key.split("/"))
    except UnsafeKeyError:
        return
    assert path.is_relative_to(folder)
    assert ".." not in path.parts
    assert path.relative_to(folder).as_posix() == key


@in_loop
async def test_it_is_given_as_a_file(media: Media) -> None:
    await media.put(KEY, [b"abcd"])
    async with media.as_file(KEY) as path:
        assert await asyncio.to_thread(path.read_bytes) == b"abcd"
    with pytest.raises(UnknownMediaError, match="sessions/other"):
        async with media.as_file("sessions/other"):
            pass


@in_loop
async def test_what_lies_under_a_prefix_is_named_and_deleted(media: Media) -> None:
    for key in ("sessions/a1/original", "sessions/a1/overlay.mp4", "sessions/b2/original", "other/a1"):
        await media.put(key, [b"x"])
    assert await media.names_under("sessions") == ["a1", "b2"]
    assert await media.names_under("nothing") == []
    await media.delete_under("sessions/a1")
    await media.delete_under("sessions/a1")
    assert await media.names_under("sessions") == ["b2"]
    assert not await media.exists("sessions/a1/original")
    assert await media.exists("other/a1")


@in_loop
async def test_what_cannot_be_deleted_is_told(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / "a1").symlink_to(tmp_path)  # a link isn't followed, and isn't a folder either
    with pytest.raises(OSError, match="symbolic link"):
        await FolderMedia(tmp_path).delete_under("sessions/a1")
