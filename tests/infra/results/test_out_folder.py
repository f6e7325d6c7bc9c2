"""Results appear together, or nothing has changed."""

from pathlib import Path

import pytest

from infra.results.out_folder import OutputError, out_folder


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_files_appear_when_all_are_whole(tmp_path: Path) -> None:
    goal = tmp_path / "new" / "out"
    with out_folder(goal) as work:
        (work / "a").write_text("1")
        (work / "b").write_text("2")
        assert not (goal / "a").exists()
    assert everything(tmp_path) == {"new", "new/out", "new/out/a", "new/out/b"}


def test_files_of_the_same_name_are_replaced_and_others_stay(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "other").write_text("mine")
    with out_folder(tmp_path) as work:
        (work / "a").write_text("new")
    assert (tmp_path / "a").read_text() == "new"
    assert everything(tmp_path) == {"a", "other"}


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_after_a_failure_all_is_as_it_was(tmp_path: Path, error: type[BaseException]) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "a").write_text("old")

    def fail(goal: Path) -> None:
        with out_folder(goal) as work:
            (work / "a").write_text("half")
            raise error

    for goal in (tmp_path / "there", tmp_path / "not" / "there"):
        with pytest.raises(error):
            fail(goal)
    assert everything(tmp_path) == {"there", "there/a"}
    assert (tmp_path / "there" / "a").read_text() == "old"


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    def fill(goal: Path) -> None:
        with out_folder(goal):
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match=r"out \(No space left on device\): make room"):
        fill(tmp_path / "out")
    assert everything(tmp_path) == set()


@pytest.mark.parametrize("goal", ["file", "file/below"])
def test_a_file_in_the_way(tmp_path: Path, goal: str) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="is in the way"), out_folder(tmp_path / goal):
        pass
    assert (tmp_path / "file").read_text() == "mine"


def test_a_folder_in_a_files_place_keeps_all_from_being_replaced(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a").write_text("old")

    def write() -> None:
        with out_folder(tmp_path) as work:
            (work / "a").write_text("new")
            (work / "b").write_text("new")

    with pytest.raises(OutputError, match="b is a folder there"):
        write()
    assert (tmp_path / "a").read_text() == "old"
    assert everything(tmp_path) == {"a", "b"}
