"""A run: the short hash of everything that shapes the answer to the same frames."""

from hashlib import sha256
from typing import Annotated

import msgspec

from contracts.message import Message, says
from contracts.vocabulary import LiftChoice


class LifterHint(Message, frozen=True, kw_only=True):
    """Who the lifter is, tapped by a person."""

    frame: Annotated[int, says("Index of the frame that was tapped")]
    point_in_image: Annotated[bytes, says("Where it was tapped", unit="px", space="image", shape=(2,))]


class Run(Message, frozen=True, kw_only=True, tag="run.v1"):
    """Everything that shapes the answer."""

    models: Annotated[
        dict[str, str],
        says("By role, the judge too: `name@<first 8 of the sha256 of weights or rules>.<code revision>`"),
    ]
    lift: Annotated[LiftChoice, says("Which lift the user says it is; auto: not told")] = "auto"
    height_m: Annotated[float | None, says("The lifter's height; null: not told", unit="m")] = None
    plate_diameter_m: Annotated[float, says("Diameter of the largest plates", unit="m")] = 0.45
    profile: Annotated[str, says("Whose rules and thresholds: name of a federation profile")] = "ipf"
    lifter_hint: Annotated[LifterHint | None, says("Who the lifter is; null: not told")] = None

    @property
    def id(self) -> str:
        """Give the run's short hash: 12 hexadecimal digits, the same on every machine."""
        return sha256(msgspec.msgpack.encode(self, order="deterministic")).hexdigest()[:12]
