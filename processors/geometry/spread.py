"""How far off measured quantities are: standard deviations as a model file of measured numbers tells them."""

import tomllib
from functools import cache
from importlib.resources import files

import msgspec


class AngleSpread(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The standard deviation of an angle: `base` where it is straight, and more the further it is bent."""

    base_deg: float
    per_deg: float
    unseen_deg: float
    """What is added for joints that the 2D model doesn't see at all."""

    def std_deg(self, angle_deg: float, seen: float) -> float:
        """Give the standard deviation at an angle whose joints were seen that well, 0..1."""
        return self.base_deg + self.per_deg * abs(angle_deg) + self.unseen_deg * (1 - seen)


class DepthError(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far off a squat's depth is: hips behind plates are seen too high, and then shanks come out too short."""

    too_high_per_short_shank: float
    """By how much a depth margin comes out too high for shanks of no length at all, in body heights."""
    too_high_unseen_m: float
    """The same where a knee or an ankle isn't seen at all, m."""
    base_m: float
    """The standard deviation of what is left; and what short shanks and unseen joints add to it."""
    per_short_shank_m: float
    unseen_m: float

    def too_high_m(self, short: float, unseen: float, height_m: float) -> float:
        """Give what is to be taken off a margin.

        Args:
            short: share of their length that the shanks lack, 0..1.
            unseen: 1 minus the worst score of knees and ankles.
            height_m: the body's height.
        """
        return self.too_high_per_short_shank * height_m * short + self.too_high_unseen_m * unseen

    def std_m(self, short: float, unseen: float) -> float:
        """Give the standard deviation of what is left then."""
        return self.base_m + self.per_short_shank_m * short + self.unseen_m * unseen


class Spreads(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All the spreads of one lifter."""

    joints: dict[str, tuple[float, float]]
    """By name: across the picture and in depth, m, relative to the mid-hip, of a joint that is seen well."""
    joint_unseen_m: float
    """What is added for a joint that the 2D model doesn't see at all."""
    root_m: tuple[float, float, float]
    depth_margin: DepthError
    angles: dict[str, AngleSpread]
    """By kind: knee_flexion, hip_flexion, elbow_flexion, trunk_lean."""


@cache
def spreads_of(lifter: str) -> Spreads:
    """Read the measured spreads of a lifter: `processors/lifters/<lifter>.toml`."""
    text = files("processors.lifters").joinpath(f"{lifter}.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Spreads)
