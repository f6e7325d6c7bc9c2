"""What a picture of a phone's video costs the server, which passes a JPEG on as it comes."""

from itertools import islice
from typing import Final

import msgspec
from rich.table import Table

from producers.frame_records import MOST_JPEG_BYTES
from producers.h264 import H264
from producers.jpeg import jpeg_of
from producers.video_file import open_video
from tests.bench.accuracy_tables import number, plain
from tests.bench.camera import SAMPLE
from tests.bench.meter import Meter
from tests.infra.cameras.units import units

_PICTURES: Final = 100
_QUALITY: Final = 80
_BITS_S: Final = (800_000, 2_200_000)


class Decoding(msgspec.Struct, frozen=True, kw_only=True):
    """Of the beginning of the sample set, in 720p; CPU time."""

    mbit_s: float
    kbytes: float
    """That come, a picture."""
    decoding_ms: float
    jpeg_ms: float
    jpeg_kbytes: float
    """That go on, a picture."""


def measure() -> list[Decoding]:
    """Decode the beginning of the sample set as two bit rates leave it, and make JPEGs of it, on this thread."""
    with open_video(SAMPLE) as opened:
        pictures = [frame.bgr for frame in islice(opened, _PICTURES)]
    return [_decoding(list(units(pictures, bits_s)), bits_s) for bits_s in _BITS_S]


def _decoding(video: list[bytes], bits_s: int) -> Decoding:
    h264, meter = H264(), Meter()
    with meter.measuring("decoding"):
        decoded = [h264.decode(unit, is_key=number == 0) for number, unit in enumerate(video)]
    with meter.measuring("jpeg"):
        jpegs = [jpeg_of(bgr, _QUALITY, MOST_JPEG_BYTES) for bgr in decoded]
    return Decoding(
        mbit_s=bits_s / 1e6,
        kbytes=sum(map(len, video)) / len(video) / 1000,
        decoding_ms=1000 * meter.cpu_s["decoding"] / len(video),
        jpeg_ms=1000 * meter.cpu_s["jpeg"] / len(video),
        jpeg_kbytes=sum(map(len, jpegs)) / len(video) / 1000,
    )


def decoding_table(decodings: list[Decoding]) -> Table:
    """Give a row for each bit rate."""
    table = plain(["H.264, Mbit/s", "kB a picture", "decoding, CPU ms", "JPEG, CPU ms", "JPEG, kB"])
    for one in decodings:
        times = (number(one.decoding_ms, 1), number(one.jpeg_ms, 1))
        table.add_row(f"{one.mbit_s:g}", number(one.kbytes, 1), *times, number(one.jpeg_kbytes, 1))
    return table
