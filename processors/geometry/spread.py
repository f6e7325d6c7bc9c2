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


class DepthSpread(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The standard deviation of a squat's depth: small where knees and ankles are seen and shanks keep their length."""

    base_m: float
    per_short_shank_m: float
    """What is added for shanks that come out with no length at all."""
    unseen_m: float
    """What is added where a knee or an ankle isn't seen at all."""

    def std_m(self, shank_share: float, seen: float) -> float:
        """Give it for shanks of that share of their length, and the worst seen of knees and ankles, 0..1."""
        return self.base_m + self.per_short_shank_m * min(max(1 - shank_share, 0.0), 1.0) + self.unseen_m * (1 - seen)


class Spreads(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All the spreads of one lifter."""

    joints: dict[str, tuple[float, float]]
    """By name: across the picture and in depth, m, relative to the mid-hip, of a joint that is seen well."""
    joint_unseen_m: float
    """What is added for a joint that the 2D model doesn't see at all."""
    root_m: tuple[float, float, float]
    depth_margin: DepthSpread
    angles: dict[str, AngleSpread]
    """By kind: knee_flexion, hip_flexion, elbow_flexion, trunk_lean."""


@cache
def spreads_of(lifter: str) -> Spreads:
    """Read the measured spreads of a lifter: `processors/lifters/<lifter>.toml`."""
    text = files("processors.lifters").joinpath(f"{lifter}.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Spreads)
