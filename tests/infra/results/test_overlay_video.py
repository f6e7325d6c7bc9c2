"""overlay.mp4: exact times, true colours, the source's sound, and nothing half-written."""

import resource
import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

from infra.results.overlay_video import OverlayError, OverlayWriter, Sound

WIDTH, HEIGHT, RATE = 64, 48, Fraction(30)
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


def picture(shade: int = 128, width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.uint8]:
    return np.full((height, width, 3), shade, np.uint8)


def write(path: Path, ticks: Sequence[int], time_base: Fraction, rate: Fraction = RATE) -> None:
    with OverlayWriter(path, WIDTH, HEIGHT, time_base=time_base, rate=rate) as writer:
        for index, tick in enumerate(ticks):
            writer.write(picture(index * 7 % 200), float(tick * time_base))


def shown(path: Path) -> tuple[list[Fraction], Fraction]:
    """Read when each frame is shown, and when the video ends, s."""
    with av.open(str(path)) as video:
        stream = video.streams.video[0]
        assert stream.time_base is not None
        assert stream.duration is not None
        times = [frame.pts * stream.time_base for frame in video.decode(stream) if frame.pts is not None]
        return times, stream.duration * stream.time_base


def children() -> set[int]:
    task = Path("/proc/self/task")
    if not task.exists():
        pytest.skip("this system tells no children of a process under /proc")
    return {int(child) for thread in task.iterdir() for child in (thread / "children").read_text().split()}


@pytest.mark.parametrize(
    ("time_base", "rate"),
    [
        (Fraction(1, 90000), Fraction(30)),
        (Fraction(1, 90000), Fraction(59858, 1000)),
        (Fraction(1, 15360), Fraction(30)),
        (Fraction(1, 1000), Fraction(24)),
        (Fraction(1, 600), Fraction(59858, 1000)),
        (Fraction(1001, 30000), Fraction(30000, 1001)),
        (Fraction(1, 30000), Fraction(30000, 1001)),
        (Fraction(1, 1_000_000), Fraction(24)),
    ],
)
def test_every_frame_is_shown_when_the_source_showed_it(tmp_path: Path, time_base: Fraction, rate: Fraction) -> None:
    ticks = [round(index / rate / time_base) for index in range(90)]
    write(tmp_path / "overlay.mp4", ticks, time_base, rate)
    times, end = shown(tmp_path / "overlay.mp4")
    assert times == [tick * time_base for tick in ticks]
    assert abs(end - (times[-1] + 1 / rate)) <= time_base


def test_a_variable_rate_is_kept(tmp_path: Path) -> None:
    gaps = np.random.default_rng(7).integers(700, 30000, 120)
    ticks = [0, *(int(tick) for tick in np.cumsum(gaps))]
    write(tmp_path / "overlay.mp4", ticks, Fraction(1, 90000))
    times, _ = shown(tmp_path / "overlay.mp4")
    assert times == [Fraction(tick, 90000) for tick in ticks]


def test_a_first_frame_that_comes_late_stays_late(tmp_path: Path) -> None:
    write(tmp_path / "overlay.mp4", [3785, 7000, 9000], Fraction(1, 90000))
    times, _ = shown(tmp_path / "overlay.mp4")
    assert times == [Fraction(tick, 90000) for tick in (3785, 7000, 9000)]


def test_one_frame_is_a_video(tmp_path: Path) -> None:
    write(tmp_path / "overlay.mp4", [0], Fraction(1, 600))
    times, end = shown(tmp_path / "overlay.mp4")
    assert times == [0]
    assert abs(end - 1 / RATE) <= Fraction(1, 600)


@pytest.mark.parametrize("colour", [(0, 0, 255), (0, 255, 0), (255, 0, 0), (255, 255, 255), (0, 0, 0), (64, 160, 220)])
def test_colours_come_back(tmp_path: Path, colour: tuple[int, int, int]) -> None:
    """The file is read back as its own tags say, by a converter that isn't OpenCV's."""
    frame = picture()
    frame[:] = colour
    with OverlayWriter(tmp_path / "overlay.mp4", WIDTH, HEIGHT, time_base=Fraction(1, 600), rate=RATE) as writer:
        writer.write(frame, 0.0)
    with av.open(str(tmp_path / "overlay.mp4")) as video:
        first = next(video.decode(video=0))
        assert (int(first.colorspace), int(first.color_range)) == (6, 1), "BT.601 (SMPTE 170M), limited"
        back = first.to_ndarray(format="bgr24")
    assert np.abs(back.astype(int) - frame).max() <= 4


@pytest.mark.parametrize("size", [(65, 48), (64, 49), (65, 49)])
def test_odd_sizes_are_padded_by_the_last_column_or_row(tmp_path: Path, size: tuple[int, int]) -> None:
    frame = picture(0, *size)
    frame[-1:], frame[:, -1:] = 200, 200
    with OverlayWriter(tmp_path / "overlay.mp4", *size, time_base=Fraction(1, 600), rate=RATE) as writer:
        writer.write(frame, 0.0)
    with av.open(str(tmp_path / "overlay.mp4")) as video:
        back = next(video.decode(video=0)).to_ndarray(format="bgr24")
    assert back.shape == (size[1] + size[1] % 2, size[0] + size[0] % 2, 3)
    assert back[-1, -1, 1] > 150


def test_the_index_comes_first_so_that_browsers_can_start(tmp_path: Path) -> None:
    write(tmp_path / "overlay.mp4", range(30), Fraction(1, 30))
    data = (tmp_path / "overlay.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def flash_and_beep(path: Path, hidden_s: float) -> None:
    """Make 3 s of video and sound with a flash and a beep from 1.5 s to 2.0 s; an edit list hides the first part."""
    make = [FFMPEG, "-v", "error", "-y", "-f", "lavfi", "-i"]
    whole = path.with_name("whole.mp4")
    subprocess.run(  # noqa: S603 - the tests' own command
        [
            *(*make, f"color=black:s={WIDTH}x{HEIGHT}:r=30:d=3,geq=lum='if(between(T,1.499,1.999),235,16)'"),
            *("-f", "lavfi", "-i", "aevalsrc='if(between(t,1.5,2),sin(2000*t),0)':s=48000:d=3"),
            *("-c:v", "libx264", "-g", "300", "-c:a", "aac", str(whole)),
        ],
        check=True,
    )
    cut = [FFMPEG, "-v", "error", "-y", "-ss", str(hidden_s), "-i", str(whole), "-c", "copy", str(path)]
    subprocess.run(cut, check=True)  # noqa: S603 - the tests' own command


def starts_of_flash_and_beep(path: Path) -> tuple[float, float]:
    with av.open(str(path)) as video:
        flash = next(
            float(frame.time)
            for frame in video.decode(video=0)
            if frame.time is not None and frame.to_ndarray(format="gray").mean() > 100
        )
    with av.open(str(path)) as sound:
        for frame in sound.decode(audio=0):
            loud = np.flatnonzero(np.abs(frame.to_ndarray()).max(axis=0) > 0.3)
            if loud.size and frame.time is not None:
                return flash, float(frame.time) + float(loud[0]) / frame.sample_rate
    raise AssertionError("no beep was heard")


@pytest.mark.parametrize(("name", "hidden_s"), [("source.mp4", 0.0), ("source.mp4", 0.7), ("source.ts", 0.0)])
def test_sound_stays_with_the_picture(tmp_path: Path, name: str, hidden_s: float) -> None:
    """Also where an edit list hides the beginning, and where a file's clock begins at 1.4 s."""
    source = tmp_path / name
    flash_and_beep(source, hidden_s)
    frames = decoded(source)
    overlay = tmp_path / "overlay.mp4"
    copy(frames, overlay, Sound(source, frames[0][0]))
    flash, beep = starts_of_flash_and_beep(overlay)
    assert flash == pytest.approx(1.5 - hidden_s, abs=0.035)
    assert beep == pytest.approx(flash, abs=0.03)


def test_sound_from_before_the_first_frame_is_cut(tmp_path: Path) -> None:
    source, overlay = tmp_path / "source.mp4", tmp_path / "overlay.mp4"
    flash_and_beep(source, 0.0)
    frames = decoded(source)
    copy(frames[30:], overlay, Sound(source, frames[30][0]))
    flash, beep = starts_of_flash_and_beep(overlay)
    assert beep == pytest.approx(flash, abs=0.03)
    with av.open(str(overlay), options={"ignore_editlist": "1"}) as sound:
        heard_s = sum(frame.samples / frame.sample_rate for frame in sound.decode(audio=0))
    assert heard_s == pytest.approx(2.0, abs=0.1), "cut, and not only hidden"


def decoded(path: Path) -> list[tuple[float, NDArray[np.uint8]]]:
    """Read every shown frame with its time in the file, s."""
    with av.open(str(path)) as video:
        return [
            (frame.time or 0.0, frame.to_ndarray(format="bgr24").astype(np.uint8)) for frame in video.decode(video=0)
        ]


def copy(frames: Sequence[tuple[float, NDArray[np.uint8]]], path: Path, sound: Sound) -> None:
    """Write frames with the times of their source, so that the first one comes at 0."""
    with OverlayWriter(path, WIDTH, HEIGHT, time_base=Fraction(1, 15360), rate=RATE, sound=sound) as writer:
        for time, frame in frames:
            writer.write(frame, time - frames[0][0])


def test_a_source_without_sound_gives_a_silent_video(tmp_path: Path) -> None:
    write(tmp_path / "source.mp4", range(30), Fraction(1, 30))
    sound = Sound(tmp_path / "source.mp4")
    with OverlayWriter(
        tmp_path / "overlay.mp4", WIDTH, HEIGHT, time_base=Fraction(1, 30), rate=RATE, sound=sound
    ) as writer:
        writer.write(picture(), 0.0)
    with av.open(str(tmp_path / "overlay.mp4")) as video:
        assert not video.streams.audio


def test_nothing_lies_there_until_it_is_whole(tmp_path: Path) -> None:
    before = children()
    writer = OverlayWriter(tmp_path / "overlay.mp4", WIDTH, HEIGHT, time_base=Fraction(1, 30), rate=RATE)
    for index in range(30):
        writer.write(picture(index), index / 30)
    assert not (tmp_path / "overlay.mp4").exists()
    assert children() > before
    writer.abort()
    assert list(tmp_path.iterdir()) == []
    assert children() == before
    writer.abort()
    writer.close()
    assert list(tmp_path.iterdir()) == []


def test_an_exception_leaves_an_older_video_as_it_was(tmp_path: Path) -> None:
    before = children()
    (tmp_path / "overlay.mp4").write_bytes(b"older")
    with (
        pytest.raises(ValueError, match="one of"),
        OverlayWriter(tmp_path / "overlay.mp4", WIDTH, HEIGHT, time_base=Fraction(1, 30), rate=RATE) as writer,
    ):
        noise(writer, 20, width=WIDTH + 2)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("overlay.mp4", b"older")]
    assert children() == before


def test_no_frames_are_no_video(tmp_path: Path) -> None:
    with (
        pytest.raises(OverlayError, match=r"overlay\.mp4 was not written: there was no frame"),
        OverlayWriter(tmp_path / "overlay.mp4", WIDTH, HEIGHT, time_base=Fraction(1, 30), rate=RATE),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def noise(writer: OverlayWriter, frames: int, width: int = WIDTH) -> None:
    rng = np.random.default_rng(3)
    for index in range(frames):
        writer.write(rng.integers(0, 255, (HEIGHT, width, 3), np.uint8), index / 30)


def test_a_full_disk_is_told_in_one_sentence(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk; it is lifted for our own process at once."""
    before, limits = children(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        writer = OverlayWriter(tmp_path / "overlay.mp4", WIDTH, HEIGHT, time_base=Fraction(1, 30), rate=RATE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    with pytest.raises(OverlayError) as error, writer:
        noise(writer, 600)
    assert "overlay.mp4 could not be written: " in str(error.value)
    assert "0x" not in str(error.value)
    assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == []
    assert children() == before


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(OverlayError, match="No such file or directory"),
        OverlayWriter(tmp_path / "none" / "overlay.mp4", WIDTH, HEIGHT, time_base=Fraction(1, 30), rate=RATE) as writer,
    ):
        noise(writer, 300)


def test_frames_of_another_size_and_from_the_past_are_refused(tmp_path: Path) -> None:
    with OverlayWriter(tmp_path / "overlay.mp4", WIDTH, HEIGHT, time_base=Fraction(1, 600), rate=RATE) as writer:
        writer.write(picture(), 0.1)
        with pytest.raises(ValueError, match=r"frames are \(48, 64, 3\), but one of \(48, 66, 3\) came"):
            writer.write(picture(width=66), 0.2)
        with pytest.raises(ValueError, match="not later than the one before"):
            writer.write(picture(), 0.1001)
