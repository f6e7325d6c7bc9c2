"""The closed lists: every lift, phase, angle, metric, rule, cue and answer that a message may name."""

from typing import Final, Literal, get_args

Lift = Literal["squat", "bench", "deadlift"]
LiftChoice = Literal["auto", "squat", "bench", "deadlift"]
Phase = Literal[
    "setup", "unrack", "walkout", "descent", "bottom", "ascent", "lockout", "rest", "rerack", "fail", "unknown"
]
Answer = Literal["good", "fault", "cannot_tell"]
Severity = Literal["info", "minor", "major"]
Light = Literal["white", "red", "unlit"]
EndReason = Literal["closed", "idle", "source_gone", "cancelled"]
SessionState = Literal["uploaded", "queued", "running", "done", "failed", "cancelled", "deleted"]
WAITING: Final[frozenset[SessionState]] = frozenset({"uploaded", "queued"})
UNFINISHED: Final[frozenset[SessionState]] = WAITING | {"running"}
ENDED: Final[frozenset[SessionState]] = frozenset({"done", "failed", "cancelled"})

Angle = Literal[
    "knee_flexion_left",
    "knee_flexion_right",
    "hip_flexion_left",
    "hip_flexion_right",
    "elbow_flexion_left",
    "elbow_flexion_right",
    "trunk_lean",
]
ANGLES: Final[tuple[Angle, ...]] = get_args(Angle)
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
"""The least grave first."""
"""In the order in which messages carry them. Degrees. Knee and elbow: 180 minus the inner angle, 0 is straight.
Hip: the thigh against the trunk as seen exactly from the side, 0 is standing. Trunk: hip to neck against upright."""

Rule = Literal[
    "depth",
    "lockout",
    "forward_lean",
    "knee_cave",
    "heel_lift",
    "uneven_bar",
    "downward_movement",
    "pause",
    "touch",
    "buttocks_lift",
    "hitch",
    "shoulders_back",
    "rounded_back",
    "bar_drift",
    "descent_control",
]
Cue = Literal[
    "go_deeper",
    "lock_knees",
    "stand_tall",
    "chest_up",
    "knees_out",
    "heels_down",
    "level_bar",
    "keep_rising",
    "control_descent",
    "wait_at_chest",
    "touch_chest",
    "hips_on_bench",
    "lock_elbows",
    "no_hitch",
    "shoulders_back",
    "flat_back",
    "bar_close",
]

METRICS: Final[dict[str, str]] = {
    "descent_s": "s",
    "bottom_pause_s": "s",
    "ascent_s": "s",
    "hip_travel_m": "m",
    "hip_drop_m": "m",
    "depth_margin_m": "m",
    "bottom_knee_flexion_left_deg": "deg",
    "bottom_knee_flexion_right_deg": "deg",
    "bottom_hip_flexion_left_deg": "deg",
    "bottom_hip_flexion_right_deg": "deg",
    "bottom_trunk_lean_deg": "deg",
    "lockout_knee_flexion_deg": "deg",
    "lockout_knee_flexion_left_deg": "deg",
    "lockout_knee_flexion_right_deg": "deg",
    "lockout_hip_flexion_left_deg": "deg",
    "lockout_hip_flexion_right_deg": "deg",
    "lockout_elbow_flexion_left_deg": "deg",
    "lockout_elbow_flexion_right_deg": "deg",
    "forward_lean_deg": "deg",
    "knee_cave_deg": "deg",
    "heel_rise_m": "m",
    "hip_rise_m": "m",
    "knee_rebend_deg": "deg",
    "back_rounding_deg": "deg",
    "shoulders_forward_deg": "deg",
    "touch_gap_m": "m",
    "bar_travel_m": "m",
    "bar_drop_m": "m",
    "bar_drift_m": "m",
    "bar_tilt_deg": "deg",
    "mean_concentric_velocity_mps": "m/s",
    "peak_concentric_velocity_mps": "m/s",
}
"""Unit of each per-rep metric, by name."""
