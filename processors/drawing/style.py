"""The drawing description of `contracts/drawing.toml` as typed values; what each means stands there."""

from functools import cache
from importlib.resources import files

import msgspec

from contracts.vocabulary import Lift, Phase, Severity

Bgr = tuple[int, int, int]
"""A colour as OpenCV wants it: blue, green, red, 0..255."""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file: every key is known and there."""


class Colours(_Table, frozen=True):
    """Who and what has which colour, #rrggbb."""

    left: str
    right: str
    middle: str
    others: str
    bar: str
    outline: str


class Lines(_Table, frozen=True):
    """Widths as shares of the picture's height."""

    bone: float
    joint: float
    bar: float
    plate: float
    others: float
    outline: float
    others_opacity: float


class Fade(_Table, frozen=True):
    """From where to where opacity falls."""

    certain: float
    uncertain: float


class Fading(_Table, frozen=True):
    """How uncertainty becomes faintness."""

    faintest: float
    score: Fade
    std_in_world_m: Fade
    std_in_image: Fade


class Panel(_Table, frozen=True):
    """The corner with the phase, the rep and the angles."""

    text_of_short: float
    smallest_px: int
    margin_of_short: float
    padding_em: float
    line_em: float
    gap_em: float
    background: str
    opacity: float
    text: str
    quiet: str
    uncertain_std_deg: float
    weight: int
    rows: dict[Lift | str, tuple[str, ...]]
    labels: dict[str, str]
    phases: dict[Phase, str]


class Chip(_Table, frozen=True):
    """Colours of a cue."""

    background: str
    text: str


class CueLook(_Table, frozen=True):
    """The cue at the bottom."""

    text: float
    smallest_line: float
    margin_of_short: float
    padding_em: float
    line_em: float
    corner_em: float
    weight: int
    severities: dict[Severity, Chip]


class Style(_Table, frozen=True):
    """How a lifter is drawn."""

    colours: Colours
    lines: Lines
    fading: Fading
    panel: Panel
    cue: CueLook


@cache
def style() -> Style:
    """Read the one drawing description.

    Raises:
        msgspec.ValidationError: if the file lacks a key or has one too many; the message names it.
    """
    return msgspec.toml.decode(files("contracts").joinpath("drawing.toml").read_bytes(), type=Style)


@cache
def bgr(colour: str) -> Bgr:
    """Give a colour of the description, #rrggbb, as OpenCV wants it."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return blue, green, red
