"""Topic `form`: what the judge makes of each frame, and the events that it brought. One message a frame."""

from typing import Annotated

import msgspec

from contracts.event import EndOfStream, Event
from contracts.message import Message, says
from contracts.vocabulary import Answer, Cue, Lift, Light, Phase, Rule, Severity


class Metric(Message, frozen=True, kw_only=True):
    """One measured quantity; its interval is value +/- 2 std."""

    value: Annotated[float, says("The quantity", unit="see `unit`")]
    std: Annotated[float, says("Its standard deviation", unit="see `unit`")]
    unit: Annotated[str, says("One of: s, m, deg, m/s")]
    seen: Annotated[float, says("Share of the frames behind it in which the joints were seen, 0..1")]


class Check(Message, frozen=True, kw_only=True):
    """One rule's answer for one rep."""

    rule: Annotated[Rule, says("The rule")]
    answer: Annotated[Answer, says("What can be said")]
    why: Annotated[str, says("The reason, in words for the lifter")]
    at_s: Annotated[float, says("Media time of the frame that shows it", unit="s")]


class CueGiven(Message, frozen=True, kw_only=True):
    """One thing to change, said once."""

    cue: Annotated[Cue, says("What to change")]
    severity: Annotated[Severity, says("How much it matters")]
    text: Annotated[str, says("The words for the lifter")]
    why: Annotated[str, says("The measurement behind it, in words")]
    at_s: Annotated[float, says("Media time of the frame that shows it", unit="s")]
    frame: Annotated[int, says("Index of the frame that shows it")]


class Rep(Message, frozen=True, kw_only=True):
    """One repetition, told once it is over."""

    index: Annotated[int, says("Which rep of its set, from 0")]
    start_s: Annotated[float, says("Media time at which it begins", unit="s")]
    bottom_s: Annotated[float, says("Media time of the lowest mid-hip (squat) or bar", unit="s")]
    end_s: Annotated[float, says("Media time at which it is over", unit="s")]
    complete: Annotated[bool, says("Down and up the whole way")]
    metrics: Annotated[dict[str, Metric], says("By name: see `contracts.vocabulary.METRICS`")] = msgspec.field(
        default_factory=dict
    )
    checks: Annotated[tuple[Check, ...], says("Every rule of the lift, each with its answer")] = ()
    cues: Annotated[tuple[CueGiven, ...], says("What to change, worst first")] = ()


class SetStarted(Message, frozen=True, kw_only=True, tag="set_started"):
    """The lifter has begun a set."""

    set: Annotated[int, says("Number of the set in its session, from 0")]
    lift: Annotated[Lift, says("Which lift")]
    start_s: Annotated[float, says("Media time of unrack, or of the first rep", unit="s")]


class SetEnded(Message, frozen=True, kw_only=True, tag="set_ended"):
    """The set is over."""

    set: Annotated[int, says("Number of the set in its session, from 0")]
    lift: Annotated[Lift, says("Which lift")]
    lift_confidence: Annotated[float, says("How sure that is, 0..1; 1 where it was told")]
    start_s: Annotated[float, says("Media time of unrack, or of the first rep", unit="s")]
    end_s: Annotated[float, says("Media time of re-rack, or of the end of the last rep", unit="s")]
    reps: Annotated[int, says("How many reps, incomplete ones included")]


class RepEnded(Message, frozen=True, kw_only=True, tag="rep"):
    """A repetition is over."""

    set: Annotated[int, says("Number of the set in its session, from 0")]
    rep: Annotated[Rep, says("The repetition")]


class VerdictGiven(Message, frozen=True, kw_only=True, tag="verdict"):
    """A rule has been checked, as soon as it could be."""

    set: Annotated[int, says("Number of the set in its session, from 0")]
    rep: Annotated[int, says("Which rep of its set, from 0")]
    check: Annotated[Check, says("The rule's answer")]


class LightShown(Message, frozen=True, kw_only=True, tag="light"):
    """What the referee's light would be for a rep."""

    set: Annotated[int, says("Number of the set in its session, from 0")]
    rep: Annotated[int, says("Which rep of its set, from 0")]
    light: Annotated[Light, says("White: good lift; red: no lift; unlit: can't be told")]
    rules: Annotated[tuple[Rule, ...], says("The rules behind it")] = ()


class CueFired(Message, frozen=True, kw_only=True, tag="cue"):
    """A cue fires, while it still helps."""

    set: Annotated[int, says("Number of the set in its session, from 0")]
    rep: Annotated[int, says("Which rep of its set, from 0")]
    cue: Annotated[CueGiven, says("The cue")]


FormEvent = SetStarted | SetEnded | RepEnded | VerdictGiven | LightShown | CueFired


class Form(Event, frozen=True, kw_only=True, tag="form.v1"):
    """The judge's answer to one frame; angles are in the order of `contracts.vocabulary.ANGLES`, NaN: none."""

    lift: Annotated[Lift | None, says("Which lift; null: not known yet")] = None
    phase: Annotated[Phase, says("Where in the lift the lifter is")] = "unknown"
    set: Annotated[int | None, says("Number of the set, from 0; null: between sets")] = None
    rep: Annotated[int | None, says("Index of the rep under way; null: none is")] = None
    reps: Annotated[int, says("Reps of this set that are over")] = 0
    angles: Annotated[bytes | None, says("Joint angles; null: nobody there", unit="deg", space="body", shape=(7,))] = (
        None
    )
    angles_std: Annotated[
        bytes | None, says("Their own standard deviations; null: nobody there", unit="deg", space="body", shape=(7,))
    ] = None
    cue: Annotated[CueGiven | None, says("The cue to show with this frame: one at a time; null: none")] = None
    events: Annotated[tuple[FormEvent, ...], says("What this frame brought, in order")] = ()
    dropped: Annotated[bool, says("A live frame that was too late and was answered unseen")] = False


class FormEnd(EndOfStream, frozen=True, kw_only=True, tag="form_end.v1"):
    """The end of a session on `form`: it also carries what the judge could only say then."""

    events: Annotated[tuple[FormEvent, ...], says("What the end of the session brought, in order")] = ()
