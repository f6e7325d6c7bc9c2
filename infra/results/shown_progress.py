"""How far a video has come: a bar in a terminal, silence anywhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from producers.video_info import VideoInfo

Told = Callable[[int], None]
"""Is told how many frames are done."""


@contextmanager
def shown_progress(name: str, info: VideoInfo) -> Iterator[Told]:
    """Show a bar with frames done, speed as a multiple of real time, and the time left, on stderr.

    Args:
        name: of the video.
        info: says how long it is and how fast it was filmed.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[times]}"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task(name, total=info.frames_estimate, times="")

        def tell(frames: int) -> None:
            speed = progress.tasks[bar].speed
            times = f"{speed / info.fps:.1f} x real time" if speed and info.fps else ""
            progress.update(bar, completed=frames, times=times)

        yield tell
