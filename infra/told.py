"""What a user says of a lift on the command line: options of every command that makes a session."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Final, TypeVar

import click
from msgspec.structs import replace

from contracts.sessions import Session
from contracts.vocabulary import LiftChoice
from infra.models.chosen import run_of

F = TypeVar("F", bound=Callable[..., Any])
_MM_A_M: Final = 1000
_OPTIONS: Final = (
    click.option("--lift", type=click.Choice(["auto", "squat", "bench", "deadlift"]), help="Which lift it is."),
    click.option(
        "--height", "height_m", metavar="M", type=click.FloatRange(1.0, 2.5), help="The lifter's height in metres."
    ),
    click.option(
        "--load", "load_kg", metavar="KG", type=click.FloatRange(0, 1000), help="What is on the bar, bar included."
    ),
    click.option(
        "--plate",
        "plate_mm",
        metavar="MM",
        type=click.FloatRange(100, 600),
        help="Diameter of the largest plates in millimetres; 450 unless told.",
    ),
    click.option("--profile", metavar="NAME", help="Whose rules count; ipf unless told."),
    click.option("--lifter", metavar="NAME", help="The lifter's name."),
    click.option("--notes", metavar="TEXT", help="Anything."),
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was said; None: nothing."""

    lift: LiftChoice | None = None
    height_m: float | None = None
    load_kg: float | None = None
    plate_mm: float | None = None
    profile: str | None = None
    lifter: str | None = None
    notes: str | None = None

    def given(self) -> dict[str, Any]:
        """Give what was said, by the names that an upload has."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in named.items() if value is not None}

    def applied_to(self, session: Session) -> Session:
        """Give a session with what was said.

        Raises:
            UnknownProfileError: there is no such profile.
        """
        given = self.given()
        if "plate_mm" in given:
            given["plate_diameter_m"] = given.pop("plate_mm") / _MM_A_M
        changed = replace(session, **given)
        run_of(changed)
        return changed


def told_options(command: F) -> F:
    """Give a command the options of `Told`, under the same names."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
