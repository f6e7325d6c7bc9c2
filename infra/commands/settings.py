"""`perfectform settings`: each setting's value in force, and why it is that."""

import click

from infra.plain_table import print_table
from infra.settings import SETTINGS, Setting, in_force


@click.command()
def settings() -> None:
    """Show each setting: its value in force, and where that comes from.

    A command's flag counts first, then the environment variable, then the default.
    """
    rows = []
    for setting in SETTINGS:
        value, source = in_force(setting)
        rows.append((setting.name, _shown(setting, value), source, setting.env, setting.flag, setting.about))
    print_table("Settings", ("setting", "value", "from", "variable", "flag", "about"), rows)


def _shown(setting: Setting, value: object) -> str:
    if value is None or value == "":
        return "none"
    return "(hidden)" if setting.secret else str(value)
