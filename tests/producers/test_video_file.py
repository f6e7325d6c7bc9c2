"""Every frame that a viewer would see comes out once, in order, with its time, whatever wrote the file."""

import hashlib
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producers.video_file import ShownFrame, open_video
from tests.producers.pattern import drawn, read
from tests.producers.recording import Kind, damaged, ffmpeg, record, remuxed

COUNT = 24
KINDS = {
    "h264.mp4": Kind(),
    "h264_b_frames.mov": Kind(options={"preset": "veryfast", "bf": "3"}),
    "h264.mkv": Kind(),
    "h264.ts": Kind(),
    "h264_front.mp4": Kind(container_options={"movflags": "+faststart"}),
    "h264_fragmented.mp4": Kind(container_options={"movflags": "+frag_keyframe+empty_moov"}, options={"g": "6"}),
    "hevc.mp4": Kind(codec="libx265"),
    "hevc_10bit.mov": Kind(codec="libx265", pixel_format="yuv420p10le"),
    "h264_10bit.mkv": Kind(pixel_format="yuv420p10le"),
    "h264_444.mp4": Kind(pixel_format="yuv444p"),
    "vp9.webm": Kind(codec="libvpx-vp9", options={"deadline": "realtime", "cpu-used": "8"}),
    "vp8.webm": Kind(codec="libvpx", options={"deadline": "realtime", "cpu-used": "8", "b": "2M"}),
    "mpeg4.avi": Kind(codec="mpeg4", options={"b": "2M"}),
    "mpeg4_b_frames.avi": Kind(codec="mpeg4", options={"b": "2M", "bf": "2"}),
    "mjpeg.avi": Kind(codec="mjpeg", pixel_format="yuvj420p"),
    "prores.mov": Kind(codec="prores_ks", pixel_format="yuv422p10le"),
    "sound.mp4": Kind(sound=True),
    "odd_size.mkv": Kind(codec="ffv1", width=191, height=143),
    "ntsc.mp4": Kind(rate=Fraction(30000, 1001)),
}


def frames_of(path: Path) -> list[ShownFrame]:
    with open_video(path) as video:
        return list(video)


@pytest.mark.parametrize("name", KINDS)
def test_every_frame_of_every_kind(tmp_path: Path, name: str) -> None:
    kind = KINDS[name]
    with open_video(record(tmp_path / name, COUNT, kind)) as video:
        shown = list(video)
        info = video.info
        assert video.notes == ()
        assert video.broken == 0
    assert [read(frame.bgr) for frame in shown] == list(range(COUNT))
    assert [frame.frame for frame in shown] == list(range(COUNT))
    assert [frame.pts_s for frame in shown] == pytest.approx([float(n / kind.rate) for n in range(COUNT)], abs=6e-4)
    assert [frame.pts_s for frame in shown] == [float(frame.pts * info.time_base) for frame in shown]
    assert {frame.bgr.shape for frame in shown} == {(kind.height, kind.width, 3)}
    assert (info.width, info.height) == (info.source_width, info.source_height) == (kind.width, kind.height)
    assert info.fps == pytest.approx(float(kind.rate), rel=0.01)
    assert info.duration_s == pytest.approx(COUNT / kind.rate, abs=0.06)
    assert info.frames_estimate in {COUNT, None}
    assert (info.rotation_deg, info.mirrored) == (0, False)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.integers(1, 30_000), min_size=1, max_size=12), start=st.sampled_from([0, 7, 90_000]))
@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_variable_frame_rate(tmp_path: Path, suffix: str, steps: list[int], start: int) -> None:
    unit = Fraction(1, 1000) if suffix == "mkv" else Fraction(1, 30_000)
    pts = list(accumulate(steps, initial=start))
    kind = Kind(time_base=unit, width=96, height=96, container_options={"video_track_timescale": "30000"})
    if suffix == "mkv":
        kind = Kind(time_base=unit, width=96, height=96)
    shown = frames_of(record(tmp_path / f"vfr.{suffix}", pts, kind))
    assert [read(frame.bgr) for frame in shown] == list(range(len(pts)))
    assert [frame.pts_s for frame in shown] == [float((time - pts[0]) * unit) for time in pts]


def test_the_phones_odd_rate(tmp_path: Path) -> None:
    kind = Kind(rate=Fraction(59_858, 1000), time_base=Fraction(1, 59_858))
    pts = [1000 * n for n in range(120)]
    shown = frames_of(record(tmp_path / "odd.mp4", pts, kind))
    assert [frame.pts_s for frame in shown] == pytest.approx([n / 59.858 for n in range(120)], abs=1e-5)


@pytest.mark.parametrize("hidden", [1, 11, 25])
@pytest.mark.parametrize(
    "kind",
    [
        Kind(options={"preset": "veryfast", "bf": "3", "g": "60"}),
        Kind(codec="libx265", options={"preset": "veryfast"}),
        Kind(codec="libvpx-vp9", options={"deadline": "realtime", "cpu-used": "8", "g": "60"}),
    ],
    ids=lambda kind: kind.codec,
)
def test_frames_that_an_edit_list_hides_never_come(tmp_path: Path, kind: Kind, hidden: int) -> None:
    whole = record(tmp_path / "whole.mp4", 60, kind)
    cut = remuxed(whole, tmp_path / "cut.mp4", "-ss", f"{hidden / 30}")
    with open_video(cut) as video:
        shown = list(video)
        assert video.info.frames_estimate == len(shown)
    assert [read(frame.bgr) for frame in shown] == list(range(hidden, 60))
    assert [frame.pts_s for frame in shown] == pytest.approx([n / 30 for n in range(60 - hidden)])


def test_a_delay_before_the_first_frame_does_not_count(tmp_path: Path) -> None:
    whole = record(tmp_path / "whole.mp4", 10)
    late = tmp_path / "late.mp4"
    ffmpeg("-itsoffset", "0.5", "-i", whole, "-f", "lavfi", "-i", "anullsrc=d=1", "-c:v", "copy", "-c:a", "aac", late)
    assert b"elst" in late.read_bytes()
    assert [frame.pts_s for frame in frames_of(late)] == pytest.approx([n / 30 for n in range(10)])


@pytest.mark.parametrize("flipped", [False, True])
@pytest.mark.parametrize("counterclockwise_deg", [0, 90, 180, 270])
@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv"])
def test_all_eight_orientations_are_shown_as_ffmpeg_shows_them(
    tmp_path: Path, suffix: str, counterclockwise_deg: int, flipped: bool
) -> None:
    options = ["-display_rotation", str(counterclockwise_deg), *(["-display_hflip"] if flipped else [])]
    turned = remuxed(record(tmp_path / "upright.mp4", 2), tmp_path / f"turned.{suffix}", *options)
    with open_video(turned) as video:
        shown = next(iter(video)).bgr
        assert video.info.mirrored == flipped
        assert video.info.rotation_deg % 180 == counterclockwise_deg % 180
        assert (video.info.source_width, video.info.source_height) == (192, 144)
        assert shown.shape == (video.info.height, video.info.width, 3)
    by_ffmpeg = ffmpeg("-i", turned, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "bgr24", "-")
    assert np.array_equal(shown, np.frombuffer(by_ffmpeg, np.uint8).reshape(shown.shape))
    if counterclockwise_deg or flipped:
        with pytest.raises(AssertionError, match="turned or mirrored"):
            read(shown)


def test_a_phone_held_upright_gives_an_upright_picture(tmp_path: Path) -> None:
    lying = tmp_path / "lying.mp4"
    upright = record(tmp_path / "upright.mp4", 3, Kind(width=144, height=192))
    ffmpeg("-i", upright, "-vf", "transpose=cclock", lying)
    shown = frames_of(remuxed(lying, tmp_path / "phone.mov", "-display_rotation", "-90"))
    assert [read(frame.bgr) for frame in shown] == [0, 1, 2]
    assert shown[0].bgr.shape == (192, 144, 3)


@pytest.mark.parametrize(
    ("aspect", "turn_deg", "size"),
    [
        (Fraction(4, 3), 0, (256, 144)),
        (Fraction(2, 3), 0, (192, 216)),
        (Fraction(4, 3), 90, (144, 256)),
        (Fraction(1001, 1000), 0, (192, 144)),
    ],
)
def test_pixels_become_square(tmp_path: Path, aspect: Fraction, turn_deg: int, size: tuple[int, int]) -> None:
    narrow = record(tmp_path / "narrow.mp4", 2, Kind(aspect=aspect))
    with open_video(remuxed(narrow, tmp_path / "turned.mp4", "-display_rotation", str(turn_deg))) as video:
        shown = list(video)
        assert (video.info.width, video.info.height) == size
    assert shown[0].bgr.shape == (size[1], size[0], 3)


@pytest.mark.parametrize(
    ("stored", "shown"), [((7680, 4320), (3840, 2160)), ((4096, 2160), (3840, 2025)), ((3840, 2160), (3840, 2160))]
)
def test_over_4k_is_scaled_down(tmp_path: Path, stored: tuple[int, int], shown: tuple[int, int]) -> None:
    big = Kind(codec="mjpeg", pixel_format="yuvj420p", width=stored[0], height=stored[1])
    with open_video(record(tmp_path / "big.avi", 1, big)) as video:
        assert [read(frame.bgr) for frame in video] == [0]
        assert (video.info.width, video.info.height) == shown
        note = f"the picture was scaled down from {stored[0]}x{stored[1]} to {shown[0]}x{shown[1]}"
        assert video.notes == ((note,) if stored != shown else ())


def test_another_resolution_in_mid_stream_and_times_that_start_over(tmp_path: Path) -> None:
    first = record(tmp_path / "first.ts", 10, Kind(options={"bf": "0"}))
    second = record(tmp_path / "second.ts", 10, Kind(width=96, height=96, options={"bf": "0"}), first=10)
    glued = tmp_path / "glued.ts"
    glued.write_bytes(first.read_bytes() + second.read_bytes())
    shown = frames_of(glued)
    assert [read(frame.bgr) for frame in shown] == list(range(20))
    assert {frame.bgr.shape for frame in shown} == {(144, 192, 3)}
    assert [frame.pts_s for frame in shown] == pytest.approx([n / 30 for n in range(20)], abs=0.04)
    assert np.all(np.diff([frame.pts_s for frame in shown]) > 0)


def test_a_broken_packet_costs_its_frame_only(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = damaged(record(tmp_path / "broken.avi", COUNT, Kind(codec="mjpeg", pixel_format="yuvj420p")), 10)
    with open_video(path) as video:
        seen = [(frame.frame, round(frame.pts_s * 30), read(frame.bgr)) for frame in video]
        assert video.broken == 1
        assert video.notes == ("1 broken frame could not be decoded and was skipped",)
    numbers = [n for n in range(COUNT) if n != 10]
    assert seen == [(index, number, number) for index, number in enumerate(numbers)]
    assert capfd.readouterr() == ("", "")


def test_broken_packets_of_a_coded_stream_do_not_end_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = damaged(record(tmp_path / "broken.mp4", 90, Kind(options={"g": "15", "preset": "veryfast"})), 40, 41)
    with open_video(path) as video:
        shown = list(video)
        assert video.broken >= 2
        assert len(shown) + video.broken == 90
    assert [read(frame.bgr) for frame in shown[-15:]] == list(range(75, 90))
    assert capfd.readouterr() == ("", "")


def test_decoding_twice_gives_the_same_bits(tmp_path: Path) -> None:
    path = record(tmp_path / "same.mp4", 60, Kind(options={"preset": "veryfast", "bf": "3"}))
    once, again = ([hashlib.sha256(frame.bgr.tobytes()).digest() for frame in frames_of(path)] for _ in range(2))
    assert once == again


def test_after_closing_there_are_no_more_frames(tmp_path: Path) -> None:
    path = record(tmp_path / "long.mp4", 60)
    with open_video(path) as video:
        frames = iter(video)
        first = next(frames)
    assert list(frames) == []
    assert list(video) == []
    assert read(first.bgr) == 0


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    video = record(tmp_path / "video.mp4", 3)
    for name in ("video.txt", "video", "50% off:%03d?.avi", "http:", "concat:a|b", "kniebeuge größe.webm"):
        assert len(frames_of(video.rename(tmp_path / name))) == 3
        (tmp_path / name).rename(video)


def test_the_codec_is_named_as_people_do(tmp_path: Path) -> None:
    av1 = tmp_path / "av1.mp4"
    ffmpeg("-i", record(tmp_path / "h264.mp4", 2), "-c:v", "libsvtav1", "-preset", "10", av1)
    with open_video(av1) as video, open_video(tmp_path / "h264.mp4") as source:
        assert (video.info.codec, source.info.codec) == ("av1", "h264")


def test_when_it_was_filmed(tmp_path: Path) -> None:
    whole = record(tmp_path / "whole.mp4", 2)
    stamped = tmp_path / "stamped.mp4"
    ffmpeg("-i", whole, "-c", "copy", "-metadata", "creation_time=2026-03-01T10:00:00Z", stamped)
    with open_video(stamped) as video, open_video(whole) as unstamped:
        assert video.info.created_at_s == 1772359200
        assert unstamped.info.created_at_s is None


def test_the_picture_is_the_one_that_was_recorded(tmp_path: Path) -> None:
    path = record(tmp_path / "exact.mkv", 2, Kind(codec="ffv1", pixel_format="yuv444p"))
    assert np.abs(frames_of(path)[1].bgr.astype(int) - drawn(1)).max() <= 3


def test_the_recorded_squat_shows_807_of_its_832_frames(shared: Path) -> None:
    with open_video(shared / "data" / "opencap" / "squat.mp4") as video:
        times = [frame.pts_s for frame in video]
        assert video.info.frames_estimate == 807
        assert (video.info.width, video.info.height) == (720, 1280)
    assert len(times) == 807
    assert times[0] == 0.0
    assert np.all(np.diff(times) > 0)
    assert times[-1] == pytest.approx(806 / 59.858, abs=0.04)
