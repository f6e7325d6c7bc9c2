"""Opening a recorded video: what can be said about a file before its first frame is decoded."""

import stat
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from producers.missing_bytes import lacks_index
from producers.video_error import VideoError

FORMATS = "mov,matroska,avi,mpegts"
"""The containers that are read; no playlist or script, which could name other files or hosts."""

_MOST_PIXELS = 8192 * 8192
_MANY_PIXELS = 4096 * 2304
_WHAT_IS_READ = "MP4, MOV, WebM, MKV, AVI and MPEG-TS are read"


def open_container(path: Path) -> tuple[InputContainer, VideoStream]:
    """Open a file and choose its video stream; whatever the name ends in, the content decides.

    Returns:
        The container, for the caller to close, and the stream, set to decode on several threads.

    Raises:
        VideoError: if there is no file, or nothing in it that could be decoded.
    """
    _refuse_what_is_no_file(path)
    try:
        container = av.open(f"file:{path}", options={"format_whitelist": FORMATS}, metadata_errors="replace")
    except (av.error.FFmpegError, OSError) as error:
        raise VideoError(_why_not_opened(path, error)) from error
    try:
        return container, _video_stream(container, path)
    except VideoError:
        container.close()
        raise


def _refuse_what_is_no_file(path: Path) -> None:
    try:
        found = path.stat()
        if stat.S_ISREG(found.st_mode):
            path.open("rb").close()
    except FileNotFoundError as error:
        raise VideoError(f"{path} does not exist: check the path") from error
    except PermissionError as error:
        raise VideoError(f"{path} may not be read by this user: change its permissions") from error
    except (OSError, ValueError) as error:
        raise VideoError(f"{str(path)!r} can't be opened ({error}): check the path") from error
    if stat.S_ISDIR(found.st_mode):
        raise VideoError(f"{path} is a folder: name a video file in it")
    if not stat.S_ISREG(found.st_mode):
        raise VideoError(f"{path} is a device or a pipe: name a video file")
    if not found.st_size:
        raise VideoError(f"{path} is empty (0 bytes): copy it again, or record it again")


def _why_not_opened(path: Path, error: Exception) -> str:
    if lacks_index(path):
        return f"{path} is cut off: its index (moov) is missing; copy it again, or record it again"
    if isinstance(error, av.error.InvalidDataError | av.error.ArgumentError):
        return f"{path} is not a video that can be read: {_WHAT_IS_READ}"
    return f"{path} can't be opened as a video ({error}): {_WHAT_IS_READ}"


def _video_stream(container: InputContainer, path: Path) -> VideoStream:
    moving = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    if not moving:
        raise VideoError(f"{path} holds no video (only sound or data): choose a file with a picture")
    stream = max(moving, key=lambda each: bool(each.disposition & Disposition.default))
    if stream.codec_context is None:
        raise VideoError(f"{path} is coded in a way that is not known here: convert it to H.264 or H.265")
    pixels = stream.codec_context.width * stream.codec_context.height
    if pixels > _MOST_PIXELS:
        size = f"{stream.codec_context.width}x{stream.codec_context.height}"
        raise VideoError(f"{path} has pictures of {size}, more than 8192x8192: scale it down first")
    stream.thread_type = "AUTO"
    if pixels > _MANY_PIXELS:
        stream.codec_context.thread_count = 2
    return stream
