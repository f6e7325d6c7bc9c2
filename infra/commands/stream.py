"""`perfectform stream`: live sources onto the bus over Kafka."""

from typing import Any, Final

import click

from gateway.told import new_session_id
from infra.destination import DestinationError, Kafka, destination_of
from infra.sessions.session_id import SessionId
from infra.settings import JPEG_QUALITY, KAFKA, in_force
from infra.told import Told, told_options

_LEFT: Final = 130


@click.command(epilog="Exit codes: 0 every source has ended; 2 one can't be used, or was stopped; 130 it was left.")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--to", metavar="URL", help=f"kafka://HOST:PORT. Unless told: {KAFKA.env}, else {KAFKA.default()}.")
@click.option("--session", type=SessionId(), help="Go on with this session, or give a new one this id.")
@told_options
@click.pass_context
def stream(
    context: click.Context,
    /,
    sources: tuple[str, ...],
    to: str | None,
    session: str | None,
    **told: Any,  # noqa: ANN401 - the options of `Told`
) -> None:
    """Send each SOURCE live, as a session of its own: what comes too late is dropped, and counted.

    \b
    A SOURCE is
      a video file              plays as it was filmed, as if it were filmed now
      0, /dev/video0            a webcam
      rtsp://HOST/PATH          a network camera
      http://HOST/PATH          a camera's MJPEG, or any video

    \b
    Examples:
      perfectform stream squat.mp4 --to kafka://127.0.0.1:9092 --lift squat
      perfectform stream 0 rtsp://10.0.0.7/live --to kafka://127.0.0.1:9092 --height 1.80
      perfectform stream rtsp://10.0.0.7/live --to kafka://127.0.0.1:9092 --session monday-1

    A source that goes away is tried again for 60 s; then its session ends. Ctrl-C ends the sessions with what they
    have; a second one doesn't wait for the last answers. Killed, it goes on with the same --session.
    """  # noqa: D301 - click's mark for a block that it doesn't wrap
    from infra.feeding.streaming import streamed
    from infra.until_told import run
    from producers.source_of import source_of

    where = destination_of(to or f"kafka://{in_force(KAFKA).value}")
    if not isinstance(where, Kafka):
        raise DestinationError(
            "A server takes live video from a phone's page only, not from here yet: name a broker, --to kafka://HOST:PORT"
        )
    if session is not None and len(sources) > 1:
        raise click.UsageError("--session is of one SOURCE: stream the others by themselves")
    named = {session or new_session_id(): source_of(name) for name in sources}
    if not run(streamed(where.address, named, Told(**told), in_force(JPEG_QUALITY).value, click.echo)):
        context.exit(_LEFT)
