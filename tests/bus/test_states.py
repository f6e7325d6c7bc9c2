"""What every store of states has to do."""

from pathlib import Path

import pytest

from bus.folder_key import UnsafeKeyError
from bus.states import States
from bus.states_folder import FolderStates
from bus.states_memory import MemoryStates
from tests.bus.in_loop import in_loop


@pytest.fixture(params=["memory", "folder"])
def states(request: pytest.FixtureRequest, tmp_path: Path) -> States:
    return MemoryStates() if request.param == "memory" else FolderStates(tmp_path / "states")


def files(folder: Path) -> list[Path]:
    """Return every file under a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


@in_loop
async def test_the_newest_state_is_loaded(states: States) -> None:
    assert await states.load("pose", "s", "r") is None
    await states.save("pose", "s", "r", b"old and long")
    await states.save("pose", "s", "r", b"new\x00")
    assert await states.load("pose", "s", "r") == b"new\x00"


@in_loop
async def test_states_of_other_stages_sessions_and_runs_are_apart(states: States) -> None:
    await states.save("pose", "s", "r", b"mine")
    for other in (("lift", "s", "r"), ("pose", "s2", "r"), ("pose", "s", "r2")):
        assert await states.load(*other) is None


@in_loop
async def test_an_empty_state_is_a_state(states: States) -> None:
    await states.save("pose", "s", "r", b"")
    assert await states.load("pose", "s", "r") == b""


@in_loop
async def test_a_forgotten_state_is_gone(states: States) -> None:
    await states.save("pose", "s", "r", b"x")
    await states.forget("pose", "s", "r")
    await states.forget("pose", "s", "r")
    assert await states.load("pose", "s", "r") is None


@in_loop
async def test_a_folder_keeps_states_for_the_next_process_and_nothing_else(tmp_path: Path) -> None:
    await FolderStates(tmp_path).save("pose", "s", "r", b"1")
    await FolderStates(tmp_path).save("pose", "s", "r", b"2")
    assert await FolderStates(tmp_path).load("pose", "s", "r") == b"2"
    assert files(tmp_path) == [tmp_path / "pose" / "s" / "r.state"]


@in_loop
async def test_a_session_that_could_lead_elsewhere_is_refused(tmp_path: Path) -> None:
    for session in ("..", "a/b", "", "/etc"):
        with pytest.raises(UnsafeKeyError):
            await FolderStates(tmp_path).save("pose", session, "r", b"x")
