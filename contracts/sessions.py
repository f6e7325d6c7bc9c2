"""Topic `sessions`, compacted: what a session is and how far it has come; the newest message of a session counts."""

from typing import Annotated, Literal

from contracts.message import Message, says
from contracts.run import LifterHint, Run
from contracts.vocabulary import LiftChoice, SessionState

Delivery = Literal["live", "lossless"]


class SessionVideo(Message, frozen=True, kw_only=True):
    """What a session's video states about itself."""

    width: Annotated[int, says("Width of the pictures as they are shown", unit="px")]
    height: Annotated[int, says("Height of the pictures as they are shown", unit="px")]
    duration_s: Annotated[float | None, says("How long it is; null: it doesn't say", unit="s")] = None
    fps: Annotated[float | None, says("Frames per second on average; null: it doesn't say", unit="1/s")] = None


class Session(Message, frozen=True, kw_only=True, tag="session.v1"):
    """One run of one camera, from first frame to end. A tombstone (empty value) deletes it."""

    session: Annotated[str, says("Id of the session")]
    state: Annotated[SessionState, says("How far it has come")]
    reason: Annotated[str, says('Why it failed or was cancelled; ""')] = ""
    name: Annotated[str, says('What the user calls it: the name of the uploaded file; ""')] = ""
    owner: Annotated[str, says('Whose it is; "": of whoever runs the machine')] = ""
    lifter: Annotated[str, says('Name of the lifter; ""')] = ""
    lift: Annotated[LiftChoice, says("Which lift the user says it is")] = "auto"
    load_kg: Annotated[float | None, says("What is on the bar, bar included; null: not told", unit="kg")] = None
    height_m: Annotated[float | None, says("The lifter's height; null: not told", unit="m")] = None
    plate_diameter_m: Annotated[float, says("Diameter of the largest plates", unit="m")] = 0.45
    profile: Annotated[str, says("Whose rules: name of a federation profile")] = "ipf"
    lifter_hint: Annotated[LifterHint | None, says("Who the lifter is, tapped by a person; null: not told")] = None
    video: Annotated[SessionVideo | None, says("Its video; null: there is none, or nobody looked yet")] = None
    delivery: Annotated[Delivery, says("Live drops frames that come too late; lossless never")] = "lossless"
    cameras: Annotated[tuple[str, ...], says("Names of its cameras")] = ("",)
    parent: Annotated[str | None, says("The session that this one replays; null: none")] = None
    beside: Annotated[str | None, says("The session that this one films from another side; null: none")] = None
    runs: Annotated[tuple[Run, ...], says("Every run over its frames, the primary one first")] = ()
    frames: Annotated[int, says("Frames that were answered so far")] = 0
    frames_expected: Annotated[int | None, says("How many frames there will be; null: not known")] = None
    frames_dropped: Annotated[int, says("Frames that were answered unseen")] = 0
    created_at: Annotated[float, says("When it was made, by the ingress's clock", unit="s since the epoch")] = 0.0
    updated_at: Annotated[float, says("When this message was written", unit="s since the epoch")] = 0.0
    media: Annotated[str | None, says("Media key of the original; null: none was kept")] = None
    notes: Annotated[str, says("The user's own words")] = ""
