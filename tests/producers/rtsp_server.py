"""A network camera over RTSP, on this machine: as little of a server as a player needs, with ffmpeg's packets in it."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import imageio_ffmpeg

from tests.producers.recording import Kind, ffmpeg, record


class _Packets(asyncio.DatagramProtocol):
    """Hands RTP packets on to whoever plays."""

    def __init__(self) -> None:
        self.writer: asyncio.StreamWriter | None = None

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002 - asyncio's signature
        if self.writer is not None and not self.writer.is_closing():
            self.writer.write(b"$\x00" + len(data).to_bytes(2, "big") + data)


@asynccontextmanager
async def rtsp_server() -> AsyncIterator[str]:
    """Give the address of a camera that shows numbered pictures from when it is played."""
    with TemporaryDirectory() as folder:
        video = record(Path(folder) / "camera.mp4", 90, Kind(options={"g": "10", "bf": "0"}))
        packets, port = _Packets(), _free_port()
        description = _described(video, port)
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: packets, local_addr=("127.0.0.1", port)
        )
        processes = list[asyncio.subprocess.Process]()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with closing(writer), suppress(ConnectionError, asyncio.IncompleteReadError):
                while True:
                    asked = (await reader.readuntil(b"\r\n\r\n")).decode(errors="replace")
                    writer.write(_answer(asked, description))
                    if asked.startswith("PLAY"):
                        packets.writer = writer
                        processes.append(await _played(video, port))

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        try:
            yield f"rtsp://user:secret@127.0.0.1:{server.sockets[0].getsockname()[1]}/live"
        finally:
            for process in processes:
                process.kill()
                await process.wait()
            transport.close()
            server.close()


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def _rtp(video: Path, port: int) -> list[str]:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-re", "-i", str(video), "-c", "copy"]
    return [*command, "-f", "rtp", f"rtp://127.0.0.1:{port}"]


async def _played(video: Path, port: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(*_rtp(video, port), stdout=asyncio.subprocess.DEVNULL)


def _described(video: Path, port: int) -> str:
    """Ask ffmpeg for the session's description."""
    path = video.with_suffix(".sdp")
    ffmpeg("-i", video, "-c", "copy", "-t", "0.1", "-f", "rtp", "-sdp_file", path, f"rtp://127.0.0.1:{port}")
    return re.sub(r"m=video \d+", "m=video 0", path.read_text()).replace("\n", "\r\n") + "a=control:track\r\n"


def _answer(asked: str, description: str) -> bytes:
    number = re.search(r"CSeq: (\d+)", asked, re.IGNORECASE)
    method = asked.split(" ", 1)[0]
    body = description if method == "DESCRIBE" else ""
    said = {
        "OPTIONS": "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n",
        "DESCRIBE": f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n",
        "SETUP": "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n",
        "PLAY": "Session: 1\r\n",
    }.get(method, "")
    return f"RTSP/1.0 200 OK\r\nCSeq: {number[1] if number else 0}\r\n{said}\r\n{body}".encode()
