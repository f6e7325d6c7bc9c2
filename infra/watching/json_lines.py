"""A session as JSON for programs: a line for each message of the live socket, and one for the history at the end."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import click
import msgspec

from contracts.arrays import array
from contracts.codec import decode
from contracts.form import Form
from contracts.message import Message as Struct
from contracts.message import shapes_of
from contracts.poses2d import Poses2d
from contracts.poses3d import Poses3d
from gateway.live_messages import View
from gateway.views import SessionDetail
from infra.watching.following import Tell
from infra.watching.lines import AWAY
from infra.watching.live_socket import Break
from infra.watching.standing import Message, Standing

_DIGITS: Final = 4
"""After the point, of what an array holds: a tenth of a millimetre, far below a pixel or a degree."""


@contextmanager
def shown_as_json() -> Iterator[Tell]:
    """Print each message on standard output at once; that the server has gone, on stderr."""

    def tell(message: Message, _: Standing, __: Standing) -> None:
        if isinstance(message, Break):
            click.echo(AWAY, err=True)
        else:
            sys.stdout.write(json_line(message))
            sys.stdout.flush()

    yield tell


def json_line(message: Struct) -> str:
    """Write a message as one line: keys as docs/live.md has them, no picture, arrays as lists in their shapes."""
    if isinstance(message, View):
        said = {"type": "view", "frame": message.frame, "pts": message.pts, **_answers(message)}
    elif isinstance(message, SessionDetail):
        said = {"type": "history", "session": message}
    else:
        said = plain(message)
    return msgspec.json.encode(said).decode() + "\n"


def _answers(view: View) -> dict[str, Any]:
    return {
        "poses2d": plain(decode(bytes(view.poses2d), Poses2d)),
        "poses3d": plain(decode(bytes(view.poses3d), Poses3d)),
        "form": plain(decode(bytes(view.form), Form)),
    }


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever a message may hold
    """Give a value without structs and bytes; an array becomes lists of numbers, NaN in it null when written."""
    if isinstance(value, Struct):
        config, shapes = value.__struct_config__, shapes_of(type(value))
        tag = {config.tag_field: config.tag} if config.tag_field is not None else {}
        named = ((name, getattr(value, name)) for name in value.__struct_fields__)
        return {**tag, **{name: _listed(one, shapes.get(name)) for name, one in named}}
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, tuple | list) else value


def _listed(value: Any, shape: tuple[int, ...] | None) -> Any:  # noqa: ANN401 - a field may be anything
    if shape is None or value is None:
        return plain(value)
    return array(value, *shape).astype(float).round(_DIGITS).tolist()
