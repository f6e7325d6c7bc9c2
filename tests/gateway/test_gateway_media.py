"""Videos, in parts."""

from pathlib import Path

import pytest

from tests.bus.in_loop import in_loop
from tests.gateway.chdb_process import ChdbProcess
from tests.gateway.served import listening, served
from tests.gateway.told import RUN, session

VIDEO = bytes(range(256)) * 4


@pytest.mark.parametrize(
    ("asked", "status", "content_range", "first", "size"),
    [
        (None, 200, None, 0, 1024),
        ("bytes=0-99", 206, "bytes 0-99/1024", 0, 100),
        ("bytes=1000-", 206, "bytes 1000-1023/1024", 1000, 24),
        ("bytes=-24", 206, "bytes 1000-1023/1024", 1000, 24),
        ("bytes=1000-9999", 206, "bytes 1000-1023/1024", 1000, 24),
        ("bytes=0-1,5-6", 200, None, 0, 1024),
        ("lines=1-2", 200, None, 0, 1024),
    ],
)
def test_ranges(  # noqa: PLR0913 - the cases' columns
    *,
    asked: str | None,
    status: int,
    content_range: str | None,
    first: int,
    size: int,
    tmp_path: Path,
    database: ChdbProcess,
) -> None:
    @in_loop
    async def test() -> None:
        async with served(tmp_path, database) as gateway:
            await gateway.tell(one := session(name="squat.webm"))
            await gateway.media.put(f"sessions/{one.session}/original", [VIDEO])
            headers = {} if asked is None else {"range": asked}
            answer = await gateway.http.get(f"/sessions/{one.session}/original", headers=headers)
            assert (answer.status_code, answer.headers.get("content-range")) == (status, content_range)
            assert answer.content == VIDEO[first : first + size]
            assert answer.headers["content-length"] == str(size)
            assert (answer.headers["content-type"], answer.headers["accept-ranges"]) == ("video/webm", "bytes")

    test()


@in_loop
async def test_a_range_past_the_end_and_what_the_browser_has(tmp_path: Path, database: ChdbProcess) -> None:
    async with served(tmp_path, database) as gateway:
        await gateway.tell(one := session())
        path = f"/sessions/{one.session}/overlay"
        assert (await gateway.http.get(path)).status_code == 404
        await gateway.media.put(f"sessions/{one.session}/overlay.{RUN.id}.mp4", [VIDEO])
        past = await gateway.http.get(path, headers={"range": "bytes=1024-"})
        assert (past.status_code, past.headers["content-range"]) == (416, "bytes */1024")
        etag = (await gateway.http.get(path)).headers["etag"]
        assert (await gateway.http.get(path, headers={"if-none-match": etag})).status_code == 304
        fresh = await gateway.http.get(path, headers={"range": "bytes=0-0", "if-range": '"other"'})
        assert (fresh.status_code, len(fresh.content)) == (200, 1024)


@in_loop
async def test_head_tells_what_get_would_without_the_video(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        await gateway.tell(one := session())
        for name, key in (("original", "original"), ("overlay", f"overlay.{RUN.id}.mp4")):
            path = f"/sessions/{one.session}/{name}"
            assert (await gateway.http.head(path)).status_code == 404
            await gateway.media.put(f"sessions/{one.session}/{key}", [VIDEO])
            whole = await gateway.http.get(path)
            for headers in ({}, {"range": "bytes=0-99"}):
                head = await gateway.http.head(path, headers=headers)
                assert (head.status_code, head.content) == (200, b"")
                assert {**head.headers, "date": ""} == {**whole.headers, "date": ""}
            known = await gateway.http.head(path, headers={"if-none-match": whole.headers["etag"]})
            assert known.status_code == 304
