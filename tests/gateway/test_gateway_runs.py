"""Cancelling a session, and running it again."""

from pathlib import Path

import pytest

from contracts.arrays import array
from contracts.vocabulary import SessionState
from tests.bus.in_loop import in_loop
from tests.gateway.chdb_process import ChdbProcess
from tests.gateway.served import served
from tests.gateway.told import RUN, session


@pytest.mark.parametrize("state", ["uploaded", "queued", "running"])
def test_what_is_not_over_can_be_cancelled(state: SessionState, tmp_path: Path, database: ChdbProcess) -> None:
    @in_loop
    async def test() -> None:
        async with served(tmp_path, database) as gateway:
            await gateway.tell(one := session(state=state))
            answer = await gateway.http.post(f"/sessions/{one.session}/cancel")
            assert (answer.status_code, answer.json()["state"]) == (202, "cancelled")
            again = await gateway.http.post(f"/sessions/{one.session}/cancel")
            assert (again.status_code, again.json()["error"]) == (
                409,
                "There is nothing to cancel: the session is cancelled.",
            )

    test()


@in_loop
async def test_a_session_runs_again_with_what_is_told_anew(tmp_path: Path, database: ChdbProcess) -> None:
    async with served(tmp_path, database) as gateway:
        await gateway.tell(one := session(height_m=1.7, lift="squat"), session(state="queued"))
        told = {"height_m": 1.8, "lifter_hint": {"frame": 12, "x": 352.5, "y": 640}}
        answer = await gateway.http.post(f"/sessions/{one.session}/runs", json=told)
        assert answer.status_code == 202
        assert (answer.json()["state"], answer.json()["place"], answer.json()["run"]) == ("uploaded", 2, RUN.id)
        known = gateway.app.state.parts.known.find(one.session, "")
        assert (known.height_m, known.lift, known.lifter_hint.frame) == (1.8, "squat", 12)
        assert array(known.lifter_hint.point_in_image, 2).tolist() == [352.5, 640]
        await gateway.http.post(f"/sessions/{one.session}/runs", json={"lift": "bench"})
        known = gateway.app.state.parts.known.find(one.session, "")
        assert (known.height_m, known.lift, known.lifter_hint.frame) == (1.8, "bench", 12)


@in_loop
async def test_what_runs_begins_anew_and_what_has_no_video_cannot(tmp_path: Path, database: ChdbProcess) -> None:
    async with served(tmp_path, database) as gateway:
        await gateway.tell(one := session(state="running", frames=9), live := session(media=None))
        again = await gateway.http.post(f"/sessions/{one.session}/runs", json={})
        assert (again.status_code, again.json()["state"], again.json()["progress"]) == (202, "uploaded", None)
        refused = await gateway.http.post(f"/sessions/{live.session}/runs", json={})
        assert (refused.status_code, refused.json()["error"][:32]) == (409, "The session's video was not kept")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 422),
        (b"[]", 422),
        (b'{"height_m": "tall"}', 422),
        (b'{"lifter_hint": {"frame": -1, "x": 0, "y": 0}}', 422),
        (b'{"other": 1}', 422),
        (b"\xff\xfe", 422),
        (b"[" * 50_000, 400),
        (b" " * 70_000, 413),
    ],
)
def test_a_bad_body_is_refused_in_a_sentence(body: bytes, status: int, tmp_path: Path, database: ChdbProcess) -> None:
    @in_loop
    async def test() -> None:
        async with served(tmp_path, database) as gateway:
            await gateway.tell(one := session())
            headers = {"content-type": "application/json"}
            answer = await gateway.http.post(f"/sessions/{one.session}/runs", content=body, headers=headers)
            assert answer.status_code == status
            assert answer.json()["error"].endswith(".")

    test()
