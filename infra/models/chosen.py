"""What was chosen for a run becomes its stages with their models, and the run that names them."""

import time
from dataclasses import dataclass, field
from typing import Any, Final

from msgspec.structs import replace

from contracts.run import LifterHint, Run
from contracts.sessions import Session
from contracts.vocabulary import LiftChoice
from infra.models import backends
from infra.models.backends import FAMILIES, Family
from infra.settings import (
    DETECTOR,
    DEVICE,
    LIFTER,
    POSE,
    SHADOW_DETECTOR,
    SHADOW_LIFTER,
    SHADOW_POSE,
    Setting,
    in_force,
)
from infra.stages.cuts import WHOLE, Cut
from infra.stages.fused import Fused
from infra.stages.gathering import Gathering
from processors import detect, judge, lift, pose
from processors.detect import Detect
from processors.judge import Judge
from processors.judging.profile import fingerprint, profile_of
from processors.lift import Lift
from processors.pose import Pose

_ROLES: Final[dict[Family, str]] = {"detectors": "detector", "pose2d": "pose2d", "lifters": "lifter"}
"""What a run calls the models of each family."""
_STAGES: Final[dict[Family, int]] = {"detectors": detect.REVISION, "pose2d": pose.REVISION, "lifters": lift.REVISION}
"""The revision of the stage that asks each family's model: it shapes the answer too."""
_SHADOWS: Final[dict[Family, Setting]] = {
    "detectors": SHADOW_DETECTOR,
    "pose2d": SHADOW_POSE,
    "lifters": SHADOW_LIFTER,
}
_SETTINGS: Final[dict[Family, Setting]] = {"detectors": DETECTOR, "pose2d": POSE, "lifters": LIFTER}


def chosen_backends(**told: str | None) -> dict[Family, str]:
    """Give the name of each family's model: what is told by role (`detector`, `pose2d`, `lifter`), else the setting."""
    return {family: told.get(_ROLES[family]) or str(in_force(setting).value) for family, setting in _SETTINGS.items()}


class ShadowError(ValueError):
    """The models that are to run beside those that count are the same."""


def shadow_backends() -> dict[Family, str] | None:
    """Give the name of each family's model of those that run beside; None: none do.

    Raises:
        ShadowError: they are those that count.
    """
    told = {family: str(name) for family, setting in _SHADOWS.items() if (name := in_force(setting).value)}
    if not told:
        return None
    counting = chosen_backends()
    if {**counting, **told} == counting:
        said = ", ".join(f"{_SHADOWS[family].env}={name}" for family, name in told.items())
        raise ShadowError(f"{said} names what is used anyway: name another model to run beside it, or unset it")
    return {**counting, **told}


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What a user says of the lift, and the models to ask."""

    lift: LiftChoice = "auto"
    height_m: float | None = None
    plate_diameter_m: float = 0.45
    profile: str = "ipf"
    backends: dict[Family, str] = field(default_factory=chosen_backends)

    def run(self, lifter_hint: LifterHint | None = None) -> Run:
        """Give the run.

        Args:
            lifter_hint: who the lifter is, where a person told.

        Raises:
            UnknownBackendError: a family has no backend of the name.
            UnknownProfileError: there is no such profile.
        """
        profile_of(self.profile)
        return Run(
            models=_named(self.backends) | {"judge": f"{self.profile}@{fingerprint(self.profile)}.{judge.REVISION}"},
            lift=self.lift,
            height_m=self.height_m,
            plate_diameter_m=self.plate_diameter_m,
            profile=self.profile,
            lifter_hint=lifter_hint,
        )

    def stages(self, threads: int, cut: Cut = WHOLE) -> Fused:
        """Load the models, onto the device that the settings name.

        Args:
            threads: how many cores one inference may use.
            cut: which stages.

        Raises:
            ModelFileError: a model's file is missing or not what it should be.
            BackendError: a library or the device isn't there, or a model can't be loaded.
        """
        device, gathering = str(in_force(DEVICE).value), Gathering()

        def loaded(stage: str, family: Family) -> Any:  # noqa: ANN401 - what it is depends on the family
            return backends.load(family, self.backends[family], threads, device) if stage in cut.stages else None

        detector, estimator, lifter = (
            loaded(stage, family) for stage, family in zip(("detect", "pose", "lift"), FAMILIES, strict=True)
        )
        return Fused(
            detector and Detect(gathering.detector(detector)),
            estimator and Pose(gathering.estimator(estimator)),
            lifter and Lift(gathering.lifter(lifter)),
            Judge() if "judge" in cut.stages else None,
            time.time,
            gathering,
        )


def shadow_of(run: Run) -> Run | None:
    """Give the run of the models beside, over the same frames as another; None: none run.

    Raises:
        ShadowError: they are those that count.
    """
    beside = shadow_backends()
    if beside is None:
        return None
    return replace(run, models=run.models | _named(beside))


def _named(chosen: dict[Family, str]) -> dict[str, str]:
    """Name what answers in each role, so that other answers have another name."""
    return {_ROLES[one]: f"{backends.identity(one, name)}.{_STAGES[one]}" for one, name in chosen.items()}


def shadow_stages(threads: int) -> Fused | None:
    """Load the models that run beside; None: none do. Raises as `Chosen.stages` and `shadow_backends` do."""
    beside = shadow_backends()
    return None if beside is None else Chosen(backends=beside).stages(threads)


def run_of(session: Session) -> Run:
    """Give the run that a session asks for.

    Raises:
        UnknownProfileError: there is no such profile.
    """
    chosen = Chosen(
        lift=session.lift,
        height_m=session.height_m,
        plate_diameter_m=session.plate_diameter_m,
        profile=session.profile,
    )
    return chosen.run(session.lifter_hint)
