"""`perfectform replay`: recorded sets once more, frame by frame, none lost."""

from typing import TYPE_CHECKING, Any, Final

import click

from infra.destination import destination_of
from infra.moment import Moment
from infra.sessions.session_id import SessionId
from infra.settings import JPEG_QUALITY, SERVER, TOKEN, in_force
from infra.told import Told, told_options

if TYPE_CHECKING:
    from producers.pace import Pace

_LEFT: Final = 130


@click.command(epilog="Exit codes: 0 done; 2 what was given can't be used; 130 it was stopped, and can go on.")
@click.argument("what", metavar="FILE|SESSION", required=False)
@click.option(
    "--to",
    metavar="URL",
    help=f"kafka://HOST:PORT, or http://SERVER. Unless told: {SERVER.env}, else the local server.",
)
@click.option("--from-log", is_flag=True, help="Send the session's frames that the log still has, as a child.")
@click.option("--since", type=Moment(), help="With --from-log and no SESSION: every session made from then on ...")
@click.option("--until", type=Moment(), help="... and before then; a child each. Unless told: now.")
@click.option("--child", is_flag=True, help="Make a session of its own of SESSION's video, not another run of SESSION.")
@click.option("--pace", type=click.Choice(["flat", "camera"]), default="flat", help="As fast as it goes, or as filmed.")
@click.option("--session", type=SessionId(), help="Go on with this session, or give a new one this id.")
@click.option("--token", metavar="TEXT", help=f"What the server asks for. Better set {TOKEN.env}: others see a flag.")
@told_options
@click.pass_context
def replay(  # noqa: PLR0913 - one parameter an option
    context: click.Context,
    /,
    *,
    what: str | None,
    to: str | None,
    from_log: bool,
    since: float | None,
    until: float | None,
    child: bool,
    pace: str,
    session: str | None,
    token: str | None,
    **told: Any,  # noqa: ANN401 - the options of `Told`
) -> None:
    """Send a FILE, or the frames or the video of a SESSION, once more: every frame, at most 64 of them unanswered.

    \b
    Examples:
      perfectform replay squat.mp4 --lift squat                        to the local server
      perfectform replay squat.mp4 --to kafka://127.0.0.1:9092         to a broker, as a new session
      perfectform replay k3v9x0q2m7ab --to kafka://... --height 1.78   another run over its video
      perfectform replay k3v9x0q2m7ab --to kafka://... --child         the same as a session of its own
      perfectform replay k3v9x0q2m7ab --to kafka://... --from-log      its frames, without its video
      perfectform replay --from-log --since 18:00 --to kafka://...     every session since then

    The log keeps frames for 4 hours. A child is a session that names its parent, and is deleted with it. Stopped with
    Ctrl-C or killed, it goes on after the last frame that was sent, when it is called again with the same --session.
    """  # noqa: D301 - click's mark for a block that it doesn't wrap
    from infra.feeding.asked import Asked, refuse_unfit
    from infra.feeding.replaying import replayed
    from infra.feeding.two_signals import until_told_twice
    from infra.until_told import run

    asked = Asked(
        what=what,
        told=Told(**told),
        from_log=from_log,
        since_s=since,
        until_s=until,
        child=child,
        session=session,
        token=token or in_force(TOKEN).value,
        quality=in_force(JPEG_QUALITY).value,
        pace_of=lambda: _pace(pace),
    )
    refuse_unfit(asked)
    where = destination_of(to or in_force(SERVER).value)
    if not run(until_told_twice(replayed(where, asked, click.echo), lambda: False)):
        context.exit(_LEFT)


def _pace(name: str) -> "Pace":
    import asyncio
    import time

    from producers.pace import FlatOut, LikeACamera

    return FlatOut() if name == "flat" else LikeACamera(time.monotonic, asyncio.sleep)
