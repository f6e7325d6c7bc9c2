"""What a video file states about itself, and how its frames are shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

import av
from av.container import InputContainer
from av.sidedata.sidedata import SideData
from av.video.stream import VideoStream

from producers.colour import is_hdr
from producers.orientation import Orientation, from_display_matrix
from producers.shown_size import square_pixel_size, within_longest_side

_MICROSECONDS = 1_000_000


@dataclass(frozen=True)
class VideoInfo:
    """A video's description; what the file doesn't state is None."""

    width: int
    """Pixels as shown: after turning upright, with square pixels, scaled down where over 4K."""
    height: int
    frames_estimate: int | None
    """How many frames the file states; only reading tells how many it has."""
    duration_s: float | None
    fps: float | None
    """The average rate as stated."""
    codec: str
    rotation_deg: int
    """By how much the stored picture was turned clockwise: 0, 90, 180 or 270."""
    mirrored: bool
    """Whether the stored picture was mirrored left to right before it was turned."""
    source_width: int
    """Pixels as stored."""
    source_height: int
    time_base: Fraction
    """Seconds per unit of a frame's `pts`."""
    notes: tuple[str, ...]
    """What a user should know about how the pictures were changed, one sentence each."""
    created_at_s: float | None
    """Seconds since the epoch, by the camera's clock."""


def describe(container: InputContainer, stream: VideoStream, first: av.VideoFrame) -> VideoInfo:
    """Return a video's description from its container, its stream and the first frame it shows."""
    orientation = orientation_of(first)
    full_size = square_pixel_size(first.width, first.height, stream.sample_aspect_ratio)
    if orientation.swaps_sides:
        full_size = full_size[::-1]
    width, height = within_longest_side(*full_size)
    return VideoInfo(
        width=width,
        height=height,
        frames_estimate=frames_stated(stream),
        duration_s=_duration_s(container, stream),
        fps=float(stream.average_rate) if stream.average_rate else None,
        codec=stream.codec_context.codec.canonical_name,
        rotation_deg=orientation.rotation_deg,
        mirrored=orientation.mirrored,
        source_width=first.width,
        source_height=first.height,
        time_base=stream.time_base or Fraction(1, _MICROSECONDS),
        notes=tuple(_notes(first, full_size, (width, height))),
        created_at_s=_created_at_s(container.metadata | stream.metadata),
    )


def orientation_of(frame: av.VideoFrame) -> Orientation:
    """Return how a frame is to be turned, as its container or its own data say."""
    beside_the_picture: Mapping[str, object] = frame.side_data
    matrix = beside_the_picture.get("DISPLAYMATRIX")
    return from_display_matrix(bytes(matrix)) if isinstance(matrix, SideData) else Orientation()


def frames_stated(stream: VideoStream) -> int | None:
    """Return how many frames the container says will be shown, without those that an edit list hides."""
    entries = stream.index_entries
    if stream.frames and len(entries) >= stream.frames:
        return sum(not entry.is_discard for entry in entries)
    return stream.frames or None


def _notes(first: av.VideoFrame, full_size: tuple[int, int], size: tuple[int, int]) -> Iterator[str]:
    if size != full_size:
        yield "the picture was scaled down from {}x{} to {}x{}".format(*full_size, *size)
    if is_hdr(first):
        yield "the picture's high dynamic range was reduced to an ordinary screen's"


def _duration_s(container: InputContainer, stream: VideoStream) -> float | None:
    if stream.duration is not None and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / _MICROSECONDS if container.duration else None


def _created_at_s(metadata: dict[str, str]) -> float | None:
    """The container's creation time; cameras without a clock write 0, which is no time."""
    try:
        created = datetime.fromisoformat(metadata.get("creation_time", ""))
    except ValueError:
        return None
    seconds = created.replace(tzinfo=created.tzinfo or UTC).timestamp()
    return seconds if seconds > 0 else None
