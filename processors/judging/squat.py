"""A finished squat as a `Rep`: when, how deep, whether complete, and what the rules make of it."""

from typing import Final

from contracts.form import Check, CueGiven, Rep
from contracts.vocabulary import SEVERITIES, Light, Rule
from processors.judging.checks import check, cue_for
from processors.judging.moments import bottom_s, start_s
from processors.judging.profile import Profile
from processors.judging.samples import Samples
from processors.judging.squat_metrics import squat_metrics
from processors.judging.squat_motion import Finished

_WHOLE_WAY: Final = 0.79
"""A rep less deep than this share of the deepest so far was not the whole way down."""
_WHOLE_WAY_UP: Final = 0.75
"""A rep that made good less of its fall was not the whole way up."""
_LEAST_FALL: Final = 0.14
"""A rep less deep than this share of the body's height was not the whole way down, whatever the others were."""
_SHOWN_AT: Final[dict[Rule, str]] = {
    "depth": "bottom",
    "lockout": "end",
    "downward_movement": "ascent",
    "forward_lean": "ascent",
    "descent_control": "descent",
}
"""Which moment of the rep shows what a rule is about."""


def squat_rep(index: int, samples: Samples, finished: Finished, deepest_fall: float, profile: Profile) -> Rep:
    """Measure and check a rep.

    Args:
        index: which rep of its set, from 0.
        samples: frames from before its start until now.
        finished: what the motion says of it.
        deepest_fall: the deepest of the set so far, this one included; shares of the body's height.
        profile: whose rules apply.
    """
    rep = samples.between(finished.start_s, finished.end_s)
    lowest_s = bottom_s(rep.column("pts_s"), rep.column("hip_height_m"))
    until_end = samples.between(samples.column("pts_s")[0], finished.end_s)
    began_s = start_s(until_end.column("pts_s"), until_end.column("hip_height_m"), finished.start_s)
    metrics = squat_metrics(samples, began_s, lowest_s, finished.end_s)
    moments = {
        "bottom": lowest_s,
        "end": finished.end_s,
        "ascent": (lowest_s + finished.end_s) / 2,
        "descent": (began_s + lowest_s) / 2,
    }
    checks = tuple(
        check(rule, threshold, metrics, moments[_SHOWN_AT[rule]]) for rule, threshold in profile.squat.items()
    )
    return Rep(
        index=index,
        start_s=began_s,
        bottom_s=lowest_s,
        end_s=finished.end_s,
        complete=_complete(finished, deepest_fall),
        metrics=metrics,
        checks=checks,
        cues=_cues(checks, profile, samples),
    )


def _complete(finished: Finished, deepest_fall: float) -> bool:
    down = finished.fall >= max(_LEAST_FALL, _WHOLE_WAY * deepest_fall)
    return down and finished.recovered >= _WHOLE_WAY_UP and not finished.failed


def _cues(checks: tuple[Check, ...], profile: Profile, samples: Samples) -> tuple[CueGiven, ...]:
    """Give the cues for the faults, worst first."""
    times, frames = samples.column("pts_s"), samples.column("frame")
    cues = [
        cue_for(found, profile.squat[found.rule], int(frames[abs(times - found.at_s).argmin()]))
        for found in checks
        if found.answer == "fault"
    ]
    return tuple(sorted(cues, key=lambda cue: -SEVERITIES.index(cue.severity)))


def light_for(rep: Rep, profile: Profile) -> tuple[Light, tuple[Rule, ...]]:
    """Give the referee's light and the rules behind it: red for a fault, white if all is good, else unlit."""
    refereed = [found for found in rep.checks if profile.squat[found.rule].referee]
    faults = tuple(found.rule for found in refereed if found.answer == "fault")
    if faults or not rep.complete:
        return "red", faults
    unsure = tuple(found.rule for found in refereed if found.answer == "cannot_tell")
    return ("unlit", unsure) if unsure else ("white", ())
