"""The list of sessions, one session, its deletion."""

from pathlib import Path

from msgspec.structs import replace

from tests.bus.in_loop import in_loop
from tests.gateway.chdb_process import ChdbProcess
from tests.gateway.served import served
from tests.gateway.told import RUN, new_id, session, whole_set


@in_loop
async def test_the_list_goes_from_the_newest_to_the_oldest_page_by_page(tmp_path: Path, database: ChdbProcess) -> None:
    made = [session(created_at=float(at)) for at in (30, 10, 20, 20, 40)]
    async with served(tmp_path, database) as gateway:
        await gateway.tell(*made)
        seen, before, pages = list[str](), None, 0
        while before or not pages:
            page = (
                await gateway.http.get("/sessions", params={"limit": 2, **({"before": before} if before else {})})
            ).json()
            seen += [one["session"] for one in page["sessions"]]
            before, pages = page["next"], pages + 1
        wanted = sorted(made, key=lambda one: (one.created_at, one.session), reverse=True)
        assert (seen, pages) == ([one.session for one in wanted], 3)


@in_loop
async def test_a_cursor_that_is_none_is_refused(tmp_path: Path, database: ChdbProcess) -> None:
    async with served(tmp_path, database) as gateway:
        answer = await gateway.http.get("/sessions", params={"before": "<b>yesterday"})
        assert (answer.status_code, answer.json()["error"]) == (
            422,
            "`before` is the `next` of a page before, not '<b>yesterday'.",
        )


@in_loop
async def test_the_newest_message_counts_and_rows_are_counted_once(tmp_path: Path, database: ChdbProcess) -> None:
    done = session()
    database.store(*whole_set(done.session), *whole_set(done.session))
    async with served(tmp_path, database) as gateway:
        await gateway.tell(replace(done, state="running", frames=5, frames_expected=20))
        assert (await gateway.http.get("/sessions")).json()["sessions"][0]["progress"] == 0.25
        await gateway.tell(done)
        (shown,) = (await gateway.http.get("/sessions")).json()["sessions"]
        assert (shown["state"], shown["progress"], shown["sets"], shown["reps"]) == ("done", 1.0, 1, 2)


@in_loop
async def test_a_session_is_shown_with_its_sets_reps_checks_and_cues(tmp_path: Path, database: ChdbProcess) -> None:
    done = session()
    database.store(*whole_set(done.session))
    async with served(tmp_path, database) as gateway:
        await gateway.tell(done)
        shown = (await gateway.http.get(f"/sessions/{done.session}")).json()
        (found,) = shown["sets_found"]
        assert (shown["run_shown"], [run["run"] for run in shown["runs"]]) == (RUN.id, [RUN.id])
        assert (found["lift"], found["lift_confidence"], found["start_s"], found["end_s"]) == ("squat", 1.0, 0.5, 9.0)
        assert [one["index"] for one in found["reps"]] == [0, 1]
        first = found["reps"][0]
        assert first["metrics"] == {"descent_s": {"value": 1.0, "std": 0.125, "unit": "s", "seen": 0.5}}
        assert first["checks"] == [{"rule": "depth", "answer": "fault", "why": "hip 3 cm above the knee", "at_s": 2.0}]
        assert (first["cues"][0]["cue"], first["cues"][0]["frame"]) == ("go_deeper", 60)


@in_loop
async def test_a_set_that_still_runs_has_no_end_yet(tmp_path: Path, database: ChdbProcess) -> None:
    running = session(state="running")
    database.store(whole_set(running.session)[0])
    async with served(tmp_path, database) as gateway:
        await gateway.tell(running)
        (found,) = (await gateway.http.get(f"/sessions/{running.session}")).json()["sets_found"]
        assert (found["end_s"], found["lift_confidence"], found["reps"]) == (None, None, [])


@in_loop
async def test_what_is_not_there_is_404_in_a_sentence(tmp_path: Path, database: ChdbProcess) -> None:
    done, foreign = session(), session(owner="somebody else")
    async with served(tmp_path, database) as gateway:
        await gateway.tell(done, foreign)
        for path in ("nobody", "%3Cb%3E" * 50, foreign.session, f"{done.session}?run=other"):
            answer = await gateway.http.get(f"/sessions/{path}")
            assert answer.status_code == 404
            assert answer.json()["error"].startswith(("There is no session '", "The session has no run '"))
            assert len(answer.json()["error"]) < 150


@in_loop
async def test_a_deleted_session_is_gone_with_its_videos_and_others_stay(tmp_path: Path, database: ChdbProcess) -> None:
    gone, stays = session(new_id()), session(new_id())
    async with served(tmp_path, database) as gateway:
        await gateway.tell(gone, stays)
        for one in (gone, stays):
            await gateway.media.put(f"sessions/{one.session}/original", [b"video"])
            await gateway.media.put(f"sessions/{one.session}/overlay.{RUN.id}.mp4", [b"drawn"])
        answer = await gateway.http.delete(f"/sessions/{gone.session}")
        assert (answer.status_code, answer.json()) == (200, {"session": gone.session, "frames_leave_log_at": None})
        assert (await gateway.http.get(f"/sessions/{gone.session}")).status_code == 404
        assert (await gateway.http.delete(f"/sessions/{gone.session}")).status_code == 404
        assert [one["session"] for one in (await gateway.http.get("/sessions")).json()["sessions"]] == [stays.session]
        assert {Path(file).parts[1] for file in gateway.files} == {stays.session}
        reader = await gateway.bus.read(["sessions"], "sink")
        assert (await reader.take(10, 0))[-1].value == b""


@in_loop
async def test_with_a_session_go_those_that_replay_it_and_a_replay_goes_alone(
    tmp_path: Path, database: ChdbProcess
) -> None:
    parent = session(new_id())
    children = [replace(session(new_id()), parent=parent.session, media=parent.media) for _ in range(2)]
    async with served(tmp_path, database) as gateway:
        await gateway.tell(parent, *children)
        await gateway.media.put(f"sessions/{parent.session}/original", [b"video"])
        assert (await gateway.http.delete(f"/sessions/{children[0].session}")).status_code == 200
        assert len(gateway.files) == 1
        assert (await gateway.http.get(f"/sessions/{parent.session}")).status_code == 200
        assert (await gateway.http.delete(f"/sessions/{parent.session}")).status_code == 200
        assert (await gateway.http.get(f"/sessions/{children[1].session}")).status_code == 404
        assert len(gateway.files) == 0
