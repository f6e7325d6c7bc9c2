"""What is left on the terminal when a session was watched by a person: its sets, as a report shows them."""

import click

from infra.results.shown_report import show_sets
from infra.watching.standing import Standing
from infra.watching.words import name_of, state_of


def show_ending(standing: Standing) -> None:
    """Print how the session stands, and what was found in it."""
    if standing.session is None:
        return
    click.echo(f"{name_of(standing.session)}: {state_of(standing.session)}")
    show_sets(standing.sets)
