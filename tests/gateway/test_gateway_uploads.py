"""Uploads: what is answered with 201 is kept, and nothing else is."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contracts.codec import decode
from contracts.sessions import Session
from tests.bus.in_loop import in_loop
from tests.gateway.chdb_process import ChdbProcess
from tests.gateway.served import NOT_A_VIDEO, Served, listening, served, settings, until
from tests.gateway.told import VIDEO

MARKUP = "<script>alert(1)</script>\"'&\u202e\u0000"


async def published(gateway: Served) -> list[Session]:
    """The sessions on the topic."""
    reader = await gateway.bus.read(["sessions"], "test")
    return [decode(record.value, Session) for record in await reader.take(100, 0)]


@in_loop
async def test_an_upload_is_stored_probed_and_published_before_the_answer(
    tmp_path: Path, database: ChdbProcess
) -> None:
    async with served(tmp_path, database) as gateway:
        told = {
            "name": "squat.mov",
            "lift": "squat",
            "height_m": "1.76",
            "load_kg": "140",
            "lifter": "Ana",
            "notes": "x",
        }
        answer = await gateway.http.post("/sessions", params=told, content=b"video " * 1000)
        assert answer.status_code == 201
        view = answer.json()
        (session,) = await published(gateway)
        assert answer.headers["location"] == f"/sessions/{view['session']}"
        assert (view["name"], view["state"], view["place"], view["created_at"]) == ("squat.mov", "uploaded", 1, 1234.5)
        assert view["video"] == {"width": 1280, "height": 720, "duration_s": 20.0, "fps": 30.0}
        assert (session.session, session.media) == (view["session"], f"sessions/{view['session']}/original")
        assert (session.lift, session.height_m, session.load_kg, session.video) == ("squat", 1.76, 140, VIDEO)
        assert session.plate_diameter_m == 0.45
        assert b"".join([part async for part in gateway.media.read(session.media or "")]) == b"video " * 1000


@in_loop
async def test_what_is_no_video_is_refused_with_the_probes_sentence(tmp_path: Path, database: ChdbProcess) -> None:
    async with served(tmp_path, database) as gateway:
        answer = await gateway.http.post("/sessions", content=NOT_A_VIDEO)
        assert answer.status_code == 400
        assert answer.json() == {"error": "The upload is no video that can be read; send an mp4 or mov file."}
        assert gateway.files == []
        assert await published(gateway) == []


@in_loop
async def test_an_upload_over_the_limit_is_refused_unread(tmp_path: Path, database: ChdbProcess) -> None:
    async with served(tmp_path, database, settings(upload_bytes=1000)) as gateway:
        assert (await gateway.http.post("/sessions", content=b"x" * 1000)).status_code == 201
        answer = await gateway.http.post("/sessions", content=b"x" * 1001)
        assert (answer.status_code, answer.json()["error"]) == (
            413,
            "The video has 1,001 bytes and 1,000 are taken: cut it to the set.",
        )


@in_loop
async def test_an_upload_of_unknown_length_or_of_none_is_refused(tmp_path: Path, database: ChdbProcess) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"video"

    async with served(tmp_path, database) as gateway:
        assert (await gateway.http.post("/sessions", content=chunks())).status_code == 411
        assert (await gateway.http.post("/sessions", content=b"")).status_code == 400


@in_loop
async def test_what_does_not_fit_the_disk_is_refused(tmp_path: Path, database: ChdbProcess) -> None:
    async with served(tmp_path, database, free=lambda: 99) as gateway:
        answer = await gateway.http.post("/sessions", content=b"x" * 100)
        assert (answer.status_code, answer.json()["error"]) == (
            507,
            "The video takes 100 bytes and 99 are left: delete sessions, or raise the quota.",
        )


@in_loop
async def test_an_upload_under_way_counts_as_taken(tmp_path: Path, database: ChdbProcess) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"x" * 10
        begun.set()
        await go_on.wait()
        yield b"x" * 50

    async with served(tmp_path, database, free=lambda: 100) as gateway:
        first = asyncio.create_task(gateway.http.post("/sessions", content=slow(), headers={"content-length": "60"}))
        await begun.wait()
        assert (await gateway.http.post("/sessions", content=b"x" * 60)).status_code == 507
        go_on.set()
        assert (await first).status_code == 201


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"lift": "curl"}, "lift"),
        ({"height_m": "9"}, "height_m"),
        ({"height_m": "nan"}, "height_m"),
        ({"load_kg": "-1"}, "load_kg"),
        ({"plate_mm": "inf"}, "plate_mm"),
        ({"profile": "<b>"}, "profile"),
        ({"notes": "x" * 2001}, "notes"),
    ],
)
def test_a_bad_parameter_is_named(told: dict[str, str], field: str, tmp_path: Path, database: ChdbProcess) -> None:
    @in_loop
    async def test() -> None:
        async with served(tmp_path, database) as gateway:
            answer = await gateway.http.post("/sessions", params=told, content=b"video")
            assert answer.status_code == 422
            assert field in answer.json()["error"]
            assert gateway.files == []

    test()


@in_loop
async def test_markup_in_every_field_comes_back_as_it_went_in_and_is_never_a_page(
    tmp_path: Path, database: ChdbProcess
) -> None:
    async with served(tmp_path, database) as gateway:
        fields = {"name": f"{MARKUP}.html", "lifter": MARKUP, "notes": MARKUP}
        made = await gateway.http.post("/sessions", params=fields, content=b"video")
        shown = await gateway.http.get(f"/sessions/{made.json()['session']}")
        assert {name: shown.json()[name] for name in fields} == fields
        for path in ("", "/original"):
            answer = await gateway.http.get(f"/sessions/{made.json()['session']}{path}")
            assert not answer.headers["content-type"].startswith("text/")
            assert answer.headers["x-content-type-options"] == "nosniff"


@in_loop
async def test_an_upload_that_is_cut_half_way_leaves_nothing(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        port = gateway.settings.port
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"POST /sessions HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 900\r\n\r\n".encode())
        writer.write(b"x" * 300)
        await writer.drain()
        await until(lambda: gateway.files != [])
        writer.close()
        await writer.wait_closed()
        await until(lambda: gateway.files == [])
        assert (await gateway.http.get("/sessions")).json()["sessions"] == []


@in_loop
async def test_an_upload_of_which_nothing_comes_any_more_is_given_up(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database, upload_stalls_s=0.2) as gateway:
        port = gateway.settings.port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"POST /sessions HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 900\r\n\r\n".encode())
        writer.write(b"x" * 300)
        answer = await reader.read()
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"Nothing came of the upload for 0.2 s: send it again." in answer
        assert gateway.files == []
        writer.close()


@in_loop
async def test_twenty_uploads_at_once_are_all_kept_and_queue_up(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database) as gateway:
        body = b"x" * 300_000
        answers = await asyncio.gather(*(gateway.http.post("/sessions", content=body) for _ in range(20)))
        assert {answer.status_code for answer in answers} == {201}
        listed = (await gateway.http.get("/sessions")).json()["sessions"]
        assert sorted(one["place"] for one in listed) == list(range(1, 21))
        assert len(gateway.files) == 20
