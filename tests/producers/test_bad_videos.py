"""What can't be used is refused with one sentence that names the file; nothing else is printed."""

import os
import random
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from producers.video_file import VideoError, open_video
from tests.producers.pattern import read
from tests.producers.recording import Kind, damaged, ffmpeg, packet_places, record


def pipe(path: Path) -> None:
    os.mkfifo(path)


def text(path: Path) -> None:
    path.write_text("Squat 3x5, 140 kg\n" * 500)


def noise(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(200_000))  # noqa: S311 - no secret


def page(path: Path) -> None:
    path.write_text("<!doctype html><title>404 Not Found</title>" * 100)


def playlist(path: Path) -> None:
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n")


def script(path: Path) -> None:
    path.write_text("ffconcat version 1.0\nfile /etc/hostname\n")


def photo(path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "testsrc2=d=1", "-frames:v", "1", "-f", "image2", path)


def without_index(path: Path) -> None:
    whole = record(path.with_name("whole.mp4"), 30).read_bytes()
    path.write_bytes(whole[: whole.index(b"moov") - 200])


def sound_only(path: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", "sine=d=1", "-f", "mp4", path)


def sound_with_a_cover(path: Path) -> None:
    cover = path.with_name("cover.png")
    ffmpeg("-f", "lavfi", "-i", "testsrc2=d=1", "-frames:v", "1", cover)
    cover_options = ("-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic")
    ffmpeg("-f", "lavfi", "-i", "sine=d=1", "-i", cover, *cover_options, "-f", "mp4", path)


def no_readable_frame(path: Path) -> None:
    damaged(record(path.with_suffix(".mp4"), 3), 0, 1, 2).rename(path)


def no_size(path: Path) -> None:
    raw = record(path.with_name("raw.avi"), 3, Kind(codec="rawvideo", pixel_format="bgr24")).read_bytes()
    sizes = struct.pack("<Iii", 40, 192, 144), struct.pack("<Iii", 40, 192, -144)
    place = next(raw.index(size) for size in sizes if size in raw)
    path.write_bytes(raw[: place + 4] + bytes(8) + raw[place + 12 :])


BAD: list[tuple[Callable[[Path], object], str]] = [
    (lambda _: None, "does not exist"),
    (Path.mkdir, "is a folder"),
    (Path.touch, "is empty (0 bytes)"),
    (pipe, "is a device or a pipe"),
    (text, "is not a video"),
    (noise, "is not a video"),
    (page, "is not a video"),
    (playlist, "is not a video"),
    (script, "is not a video"),
    (photo, "is not a video"),
    (without_index, "is cut off: its index (moov) is missing"),
    (sound_only, "holds no video"),
    (sound_with_a_cover, "holds no video"),
    (no_readable_frame, "holds no frame that can be decoded"),
    (no_size, "states pictures of 0x0 pixels"),
]


@pytest.mark.parametrize(("write", "said"), BAD, ids=lambda each: each.__name__ if callable(each) else "")
def test_one_sentence_that_names_the_file(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], write: Callable[[Path], object], said: str
) -> None:
    path = tmp_path / "my lift.mp4"
    write(path)
    capfd.readouterr()
    with pytest.raises(VideoError) as refused:
        open_video(path)
    sentence = str(refused.value)
    assert sentence.startswith(f"{path} {said}")
    assert "\n" not in sentence
    assert capfd.readouterr() == ("", "")


def test_a_path_that_no_system_takes() -> None:
    with pytest.raises(VideoError, match="can't be opened"):
        open_video(Path("lift\0.mp4"))


def test_a_file_that_this_user_may_not_read(tmp_path: Path) -> None:
    path = record(tmp_path / "private.mp4", 2)
    path.chmod(0)
    user = os.geteuid()
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    try:
        if user == 0:
            os.seteuid(65534)  # The superuser may read everything, so ask as nobody.
        with pytest.raises(VideoError, match=r"private\.mp4 may not be read"):
            open_video(path)
    finally:
        os.seteuid(user)


@pytest.mark.parametrize(
    ("name", "kind", "stated"),
    [
        ("cut.mp4", Kind(container_options={"movflags": "+faststart"}), " of 60"),
        ("cut.mov", Kind(codec="libx265", options={"bf": "0"}, container_options={"movflags": "+faststart"}), " of 60"),
        ("cut.avi", Kind(codec="mjpeg", pixel_format="yuvj420p"), " of 60"),
        ("cut.mkv", Kind(options={"bf": "0"}), ""),
        ("cut.webm", Kind(codec="libvpx-vp9", options={"deadline": "realtime", "cpu-used": "8"}), ""),
    ],
)
def test_a_file_cut_in_the_middle_gives_its_frames_and_then_says_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, kind: Kind, stated: str
) -> None:
    path = record(tmp_path / name, 60, kind)
    pos, size = packet_places(path)[36]
    os.truncate(path, pos + size // 2)
    seen: list[int] = []
    with (
        open_video(path) as video,
        pytest.raises(VideoError, match=rf"{name} is cut off: \d+{stated} frames could be read") as refused,
    ):
        seen.extend(read(frame.bgr) for frame in video)
    assert 30 <= len(seen) <= 36
    assert seen == list(range(len(seen)))
    assert f" {len(seen)}{stated} frames" in str(refused.value)
    assert capfd.readouterr() == ("", "")


def test_what_is_cut_off_after_the_last_frame_does_not_matter(tmp_path: Path) -> None:
    path = record(tmp_path / "whole.mp4", 10, Kind(container_options={"movflags": "+faststart"}))
    path.write_bytes(path.read_bytes() + struct.pack(">I4s", 1000, b"free"))
    with open_video(path) as video:
        assert len(list(video)) == 10


def test_any_damage_gives_frames_or_a_sentence(tmp_path: Path) -> None:
    """Flips bytes all over a file: whatever comes of it, it is frames or a VideoError."""
    chance = random.Random(2)  # noqa: S311 - no secret
    whole = record(tmp_path / "whole.mp4", 12, Kind(width=96, height=96)).read_bytes()
    outcomes: set[str] = set()
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(chance.choice([1, 5, 50])):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path = tmp_path / "hurt.mp4"
        path.write_bytes(content)
        try:
            with open_video(path) as video:
                outcomes.add("frames" if list(video) else "nothing")
        except VideoError as error:
            assert str(path) in str(error)  # noqa: PT017 - an error is one of two good outcomes
            outcomes.add("refused")
    assert outcomes == {"frames", "refused"}
