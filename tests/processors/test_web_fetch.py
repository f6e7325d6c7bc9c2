"""Files come from the web whole and right, whatever the server does on the way."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from processors import model_fetch, web_fetch
from processors.model_files import ModelFile, ModelFileError
from tests.processors.web_server import Served, serving

CONTENT = bytes(range(256)) * 2000


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_fetch, "_WAIT_S", 0.0)


def entry(url: str, content: bytes = CONTENT, *, digits: int = 64, member: str = "") -> ModelFile:
    digest = hashlib.sha256(content).hexdigest()[:digits]
    return ModelFile(family="pose2d", file="model.pth", licence="Apache-2.0", sha256=digest, url=url, member=member)


def fetched(folder: Path, wanted: ModelFile) -> tuple[Path, list[tuple[int, int | None]]]:
    steps: list[tuple[int, int | None]] = []
    (path,) = model_fetch.fetch(
        {"model": wanted}, folder, progressed=lambda _, done, whole: steps.append((done, whole))
    )
    return path, steps


@pytest.mark.parametrize("digits", [64, 8], ids=["whole-checksum", "first-eight-digits"])
def test_a_file_comes_whole_with_its_progress(tmp_path: Path, digits: int) -> None:
    with serving(Served(CONTENT)) as served:
        path, steps = fetched(tmp_path, entry(served.url, digits=digits))
        assert path.read_bytes() == CONTENT
        assert steps[-1] == (len(CONTENT), len(CONTENT))
        assert [done for done, _ in steps] == sorted(done for done, _ in steps)
        fetched(tmp_path, entry(served.url, digits=digits))
    assert served.asked == [""], "what is there is not asked for again"
    assert list(tmp_path.iterdir()) == [path]


def test_a_server_that_stops_half_way_is_asked_for_the_rest(tmp_path: Path) -> None:
    with serving(Served(CONTENT, stops_after=[200_000, 100_000])) as served:
        path, _ = fetched(tmp_path, entry(served.url))
    assert path.read_bytes() == CONTENT
    assert served.asked == ["", "bytes=200000-", "bytes=300000-"]


def test_a_server_that_knows_no_ranges_sends_all_again(tmp_path: Path) -> None:
    with serving(Served(CONTENT, stops_after=[200_000], knows_ranges=False)) as served:
        path, _ = fetched(tmp_path, entry(served.url))
    assert path.read_bytes() == CONTENT


def test_a_server_that_never_gets_through_is_told_and_what_came_is_kept(tmp_path: Path) -> None:
    with serving(Served(CONTENT, stops_after=[50_000] * 4)) as served:
        with pytest.raises(ModelFileError, match=r"model\.pth can't be fetched.*200000 bytes that came are kept"):
            fetched(tmp_path, entry(served.url))
        path, _ = fetched(tmp_path, entry(served.url))
    assert path.read_bytes() == CONTENT
    assert served.asked[-1] == "bytes=200000-"


def test_another_content_is_not_kept(tmp_path: Path) -> None:
    with serving(Served(b"something else")) as served, pytest.raises(ModelFileError, match="not the file it should be"):
        fetched(tmp_path, entry(served.url))
    assert list(tmp_path.iterdir()) == []


def test_what_was_there_before_is_finished_though_the_server_has_no_more(tmp_path: Path) -> None:
    (tmp_path / "model.pth.part").write_bytes(CONTENT)
    with serving(Served(CONTENT)) as served:
        assert fetched(tmp_path, entry(served.url))[0].read_bytes() == CONTENT


@pytest.mark.parametrize(("status", "asked"), [(404, 1), (503, 4)])
def test_a_refusal_is_one_sentence(tmp_path: Path, status: int, asked: int) -> None:
    with serving(Served(CONTENT, status=status)) as served:
        with pytest.raises(ModelFileError) as raised:
            fetched(tmp_path, entry(served.url))
        assert len(served.asked) == asked
    for part in ("model.pth", str(status), served.url, str(tmp_path)):
        assert part in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_member_of_a_zip_is_taken_out(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        opened.writestr("2023/sdk/end2end.onnx", CONTENT)
    with serving(Served(packed.getvalue())) as served:
        path, _ = fetched(tmp_path, entry(served.url, member="end2end.onnx"))
        assert path.read_bytes() == CONTENT
        with pytest.raises(ModelFileError, match=r"has no member other\.onnx"):
            fetched(tmp_path / "again", entry(served.url, member="other.onnx"))


def test_no_zip_where_one_should_be(tmp_path: Path) -> None:
    with serving(Served(CONTENT)) as served, pytest.raises(ModelFileError, match="sent no ZIP"):
        fetched(tmp_path, entry(served.url, member="end2end.onnx"))
