"""A moment as a user says it: a date with a time, or a time of today."""

from datetime import datetime, time

import click


class Moment(click.ParamType):
    """2026-11-23T18:00, 18:00, with seconds or a time zone if need be; in this machine's time zone unless told."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Give seconds since the epoch."""
        if isinstance(value, float):
            return value
        try:
            return datetime.fromisoformat(str(value)).astimezone().timestamp()
        except ValueError:
            pass
        try:
            return (
                datetime.combine(datetime.now().astimezone(), time.fromisoformat(str(value))).astimezone().timestamp()
            )
        except ValueError:
            self.fail(f"{value!r} is no moment: one is 2026-11-23T18:00, or 18:00 for today", param, ctx)
