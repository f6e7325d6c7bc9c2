"""What the largest upload costs a server: `python -m tests.bench.large_upload` streams 4 GiB to a real one.

The video is the sample set with a box of nothing behind it, so that it is accepted and processed.
"""

import http.client
import json
import struct
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Final

import click

from gateway.settings import GIBIBYTE
from tests.infra.served import Server, serving

_SAMPLE: Final = Path(__file__).resolve().parents[2] / "infra" / "sample" / "squat.mp4"
_ZEROS: Final = bytes(1 << 20)
_BOX: Final = struct.Struct(">I4s")


def measure(size: int = 4 * GIBIBYTE) -> str:
    """Upload so many bytes; tell how long it took, and how much memory the server took for it."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "data") as server:
        server.until(_upload(server, 1 << 24), "done")
        before_mib = _peak_mib(server)
        began = time.monotonic()
        session = _upload(server, size)
        took_s = time.monotonic() - began
        after_mib = _peak_mib(server)
        server.until(session, "running", "done")
        server.end()
    return (
        f"{size / GIBIBYTE:.2f} GiB in {took_s:.1f} s ({size / took_s / 1e6:.0f} MB/s); "
        f"the server's memory at most {before_mib:.0f} MiB before and {after_mib:.0f} MiB after"
    )


def _upload(server: Server, size: int) -> str:
    """Stream a video of this size; give its session."""
    video = _SAMPLE.read_bytes()
    with closing(http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=120)) as connection:
        connection.putrequest("POST", "/sessions?name=large.mp4")
        connection.putheader("Content-Length", str(size))
        connection.endheaders()
        connection.send(video + _BOX.pack(size - len(video), b"free"))
        left = size - len(video) - _BOX.size
        while left > 0:
            connection.send(_ZEROS[:left])
            left -= len(_ZEROS)
        return str(json.loads(connection.getresponse().read())["session"])


def _peak_mib(server: Server) -> float:
    """Read the most memory that the process ever had."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    click.echo(measure())
