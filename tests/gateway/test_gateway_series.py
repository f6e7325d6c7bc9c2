"""Angles over time, and who was seen when."""

from pathlib import Path

from msgspec.structs import replace

from contracts.vocabulary import ANGLES
from tests.bus.in_loop import in_loop
from tests.gateway.chdb_process import ChdbProcess
from tests.gateway.served import served
from tests.gateway.told import RUN, detections, form, poses2d, session


@in_loop
async def test_series_are_columns_and_what_nobody_measured_is_null(tmp_path: Path, database: ChdbProcess) -> None:
    one = session()
    nobody = replace(form(one.session, 2), angles=None, angles_std=None, rep=None, phase="unknown")
    database.store(form(one.session, 0), form(one.session, 1, knee_deg=90.5), nobody)
    async with served(tmp_path, database) as gateway:
        await gateway.tell(one)
        found = (await gateway.http.get(f"/sessions/{one.session}/series")).json()
        assert (found["run"], found["frame"], found["decimated"]) == (RUN.id, [0, 1, 2], False)
        assert (found["phase"], found["rep"]) == (["descent", "descent", "unknown"], [0, 0, None])
        assert list(found["angles"]) == list(ANGLES)
        assert found["angles"]["knee_flexion_left"] == {"deg": [10.0, 90.5, None], "std_deg": [2.5, 2.5, None]}
        part = (await gateway.http.get(f"/sessions/{one.session}/series", params={"from_s": 0.02, "to_s": 0.05})).json()
        assert part["frame"] == [1]


@in_loop
async def test_long_series_are_thinned_and_keep_their_peak(tmp_path: Path, database: ChdbProcess) -> None:
    one = session()
    database.store(*(form(one.session, frame, knee_deg=120.0 if frame == 777 else 10.0) for frame in range(1500)))
    async with served(tmp_path, database) as gateway:
        await gateway.tell(one)
        found = (await gateway.http.get(f"/sessions/{one.session}/series", params={"points": 50})).json()
        assert (len(found["frame"]), found["decimated"]) == (50, True)
        assert (found["frame"][0], found["frame"][-1]) == (0, 1499)
        assert max(found["angles"]["hip_flexion_right"]["deg"]) == 120.0


@in_loop
async def test_times_are_never_thinned(tmp_path: Path, database: ChdbProcess) -> None:
    one = session()
    uneven = [frame / 60 + frame % 3 / 1000 for frame in range(2500)]
    database.store(*(replace(form(one.session, frame), pts=pts) for frame, pts in enumerate(uneven)))
    async with served(tmp_path, database) as gateway:
        await gateway.tell(one)
        found = (await gateway.http.get(f"/sessions/{one.session}/times")).json()
    assert (found["run"], found["frame"]) == (RUN.id, list(range(2500)))
    assert found["pts_s"] == [round(pts, 6) for pts in uneven]


@in_loop
async def test_people_are_those_of_the_nearest_frame_that_was_looked_at(tmp_path: Path, database: ChdbProcess) -> None:
    one = session()
    looks = {0: True, 5: True, 6: False, 7: False, 10: True}
    database.store(*(detections(one.session, frame, looked=looked) for frame, looked in looks.items()))
    database.store(poses2d(one.session, 5))
    async with served(tmp_path, database) as gateway:
        await gateway.tell(one)
        found = (await gateway.http.get(f"/sessions/{one.session}/people", params={"frame": 7})).json()
        assert (found["frame"], found["lifter"], found["width"], found["height"]) == (5, 3, 1280, 720)
        lifter, other = found["people"]
        assert (lifter["track"], lifter["box_in_image"], lifter["score"]) == (3, [10, 20, 33, 40], 0.75)
        assert (lifter["joints_in_image"][25], lifter["joint_scores"][25]) == ([125, 50], 0.5)
        assert (other["track"], other["joints_in_image"]) == (8, None)


@in_loop
async def test_what_was_never_worked_on_has_no_series(tmp_path: Path, database: ChdbProcess) -> None:
    async with served(tmp_path, database) as gateway:
        await gateway.tell(waits := session(state="queued", runs=()), unseen := session())
        assert (await gateway.http.get(f"/sessions/{waits.session}/series")).status_code == 404
        assert (await gateway.http.get(f"/sessions/{unseen.session}/people?frame=0")).status_code == 404
        empty = (await gateway.http.get(f"/sessions/{unseen.session}/series")).json()
        assert (empty["frame"], empty["decimated"]) == ([], False)


@in_loop
async def test_the_database_away_is_503_in_a_sentence(tmp_path: Path) -> None:
    class Away:
        def query(self, *_: object) -> list[tuple[object]]:
            raise RuntimeError("connection refused")

    async with served(tmp_path, Away()) as gateway:
        await gateway.tell(one := session())
        for path in (f"/sessions/{one.session}", "/sessions", "/readyz"):
            answer = await gateway.http.get(path)
            assert (answer.status_code, answer.json()["error"][:32]) == (503, "The database doesn't answer; try")
        assert (await gateway.http.get("/healthz")).json() == {"status": "ok"}
