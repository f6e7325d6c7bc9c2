"""Answers as OpenAPI shows them."""

from typing import Final

from contracts.form import Check, CueGiven, Metric, Rep
from contracts.sessions import SessionVideo
from contracts.skeleton import JOINTS
from gateway.people import People, PersonView
from gateway.series import AngleSeries, Series
from gateway.times import Times
from gateway.views import Health, PhoneView, Receipt, RunView, SessionDetail, SessionPage, SessionView, SetView

_RUN: Final = "3f9c01d2ab47"
_ID: Final = "k3v9x0q2m7ab"

SESSION: Final = SessionView(
    session=_ID,
    name="squat 140.mov",
    state="running",
    reason="",
    place=None,
    progress=0.42,
    lift="squat",
    height_m=1.76,
    load_kg=140.0,
    lifter="Ana",
    notes="Last warm-up before 160",
    created_at=1784390395.8,
    updated_at=1784390421.4,
    run=_RUN,
    delivery="lossless",
    frames_dropped=0,
    kept=True,
    camera="",
    beside=None,
    video=SessionVideo(width=1080, height=1920, duration_s=21.07, fps=30.0),
    reps=2,
    sets=1,
)
PAGE: Final = SessionPage(sessions=(SESSION,), next=f"1784390395.8,{_ID}")
RECEIPT: Final = Receipt(session=_ID, frames_leave_log_at=None)
HEALTH: Final = Health()
PHONE: Final = PhoneView(address="https://192.168.1.5:8000/?token=...#/camera", code="<svg>...</svg>")
_REP: Final = Rep(
    index=0,
    start_s=3.1,
    bottom_s=4.4,
    end_s=6.0,
    complete=True,
    metrics={"depth_margin_m": Metric(value=-0.03, std=0.02, unit="m", seen=0.97)},
    checks=(Check(rule="depth", answer="cannot_tell", why="the plate hides the hip", at_s=4.4),),
    cues=(
        CueGiven(
            cue="go_deeper", severity="major", text="Go deeper", why="hip 3 cm above the knee", at_s=4.4, frame=132
        ),
    ),
)
DETAIL: Final = SessionDetail(
    **{name: getattr(SESSION, name) for name in SESSION.__struct_fields__},
    run_shown=_RUN,
    runs=(RunView(run=_RUN, models={"pose2d": "blazepose@6f0f1c1e.1"}, lift="squat", height_m=1.76, profile="ipf"),),
    sets_found=(SetView(set=0, lift="squat", lift_confidence=1.0, start_s=2.0, end_s=20.1, reps=(_REP,)),),
)
SERIES: Final = Series(
    run=_RUN,
    pts_s=(0.0, 0.033),
    frame=(0, 1),
    phase=("setup", "setup"),
    rep=(None, None),
    angles={"knee_flexion_left": AngleSeries(deg=(12.5, None), std_deg=(2.1, None))},
    decimated=False,
)
TIMES: Final = Times(run=_RUN, frame=(0, 1), pts_s=(0.0, 0.033))
PEOPLE: Final = People(
    run=_RUN,
    frame=120,
    pts_s=4.0,
    width=1080,
    height=1920,
    lifter=1,
    people=(
        PersonView(
            track=1,
            score=0.98,
            box_in_image=(302.5, 410.0, 780.0, 1702.5),
            joints_in_image=((540.0, 700.5),) * len(JOINTS),
            joint_scores=(0.97,) * len(JOINTS),
        ),
    ),
)
