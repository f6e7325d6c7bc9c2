"""What a user says of a set, with an upload or when a phone begins to film, and the session that it makes."""

import secrets
import string
from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel, Field

from contracts.sessions import Session
from contracts.vocabulary import LiftChoice
from gateway.refused import RefusedError, quoted

_LETTERS: Final = string.ascii_lowercase + string.digits
_ID_LENGTH: Final = 12
_MM_A_M: Final = 1000


class Told(BaseModel, frozen=True):
    """What the user says."""

    name: str = Field("", max_length=200, description="The file's name")
    lift: LiftChoice = Field("auto", description="Which lift it is")
    height_m: float | None = Field(None, ge=1.0, le=2.5, allow_inf_nan=False, description="The lifter's height")
    load_kg: float | None = Field(
        None, ge=0, le=1000, allow_inf_nan=False, description="What is on the bar, bar included"
    )
    plate_mm: float = Field(450, ge=100, le=600, allow_inf_nan=False, description="Diameter of the largest plates")
    profile: str = Field("ipf", max_length=40, description="Whose rules: a federation profile")
    lifter: str = Field("", max_length=100, description="The lifter's name")
    notes: str = Field("", max_length=2000, description="Anything")


def new_session_id() -> str:
    """Make up an id that nobody has."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_ID_LENGTH))


def refuse_unknown_profile(told: Told, profiles: Sequence[str]) -> None:
    """Raise `RefusedError` 422 unless there is the profile."""
    if told.profile not in profiles:
        raise RefusedError(422, f"There is no profile {quoted(told.profile)}: the profiles are {', '.join(profiles)}.")


def told_session(session: str, owner: str, told: Told, now_s: float, **fields: Any) -> Session:  # noqa: ANN401 - a field of `Session` may be anything
    """Make a new session of what was told; the other fields say where its frames come from."""
    return Session(
        session=session,
        name=told.name,
        owner=owner,
        lifter=told.lifter,
        lift=told.lift,
        load_kg=told.load_kg,
        height_m=told.height_m,
        plate_diameter_m=told.plate_mm / _MM_A_M,
        profile=told.profile,
        notes=told.notes,
        created_at=now_s,
        updated_at=now_s,
        **fields,
    )


def invalid(errors: Sequence[Any]) -> str:
    """Say in a sentence what is wrong first, of pydantic's errors."""
    first = errors[0]
    where = ".".join(str(part) for part in first["loc"] if isinstance(part, str))
    said = str(first["msg"]).rstrip(".")
    return f"`{where}`: {said}." if where else f"What was told can't be read: {said}."
