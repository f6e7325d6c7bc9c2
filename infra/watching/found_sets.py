"""Sets with their reps, put together from events as they come."""

from msgspec.structs import replace

from contracts.form import FormEvent, RepEnded, SetEnded, SetStarted
from gateway.views import SetView

Sets = tuple[SetView, ...]


def with_event(sets: Sets, event: FormEvent) -> Sets:
    """Add what happened to the set that it happened in."""
    if not isinstance(event, SetStarted | SetEnded | RepEnded):
        return sets
    found = next((one for one in sets if one.set == event.set), _begun(event))
    others = (one for one in sets if one.set != event.set)
    return tuple(sorted((*others, _changed(found, event)), key=lambda one: one.set))


def _begun(event: SetStarted | SetEnded | RepEnded) -> SetView:
    """Make a set; where its beginning is no longer known, it is what is judged so far: a squat."""
    if isinstance(event, RepEnded):
        return SetView(
            set=event.set, lift="squat", lift_confidence=None, start_s=event.rep.start_s, end_s=None, reps=()
        )
    return SetView(set=event.set, lift=event.lift, lift_confidence=None, start_s=event.start_s, end_s=None, reps=())


def _changed(one: SetView, event: SetStarted | SetEnded | RepEnded) -> SetView:
    if isinstance(event, RepEnded):
        return replace(one, reps=(*(rep for rep in one.reps if rep.index != event.rep.index), event.rep))
    if isinstance(event, SetEnded):
        return replace(one, lift=event.lift, lift_confidence=event.lift_confidence, end_s=event.end_s)
    return replace(one, lift=event.lift, start_s=event.start_s)
