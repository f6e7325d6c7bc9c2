"""The console script `perfectform`: finds commands by their files' names, and tells what is wrong in a sentence."""

import difflib
import importlib
import pkgutil
import signal
from typing import Any, Final

import click

from infra import commands
from infra.logs import begin_logs
from infra.own_errors import is_our_sentence
from infra.settings import LOG_LEVEL, in_force
from processors.checked import ModelFailedError

_INTERRUPTED: Final = 130


class BadInputError(click.ClickException):
    """What was given can't be used: one sentence on stderr."""

    exit_code = 2


class _Commands(click.Group):
    """One command a file under `infra/commands`, imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """List every command."""
        return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's file."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = getattr(importlib.import_module(f"infra.commands.{cmd_name}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may be meant."""
        known = self.list_commands(ctx)
        if args[0] in known or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        near = difflib.get_close_matches(args[0], known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}."
        raise click.UsageError(f"There is no command {args[0]!r}: {hint}", ctx)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command; our own errors become one sentence, an interrupt ends quietly."""
        try:
            return super().invoke(ctx)
        except ValueError as error:
            if not is_our_sentence(error):
                raise
            raise (click.ClickException if isinstance(error, ModelFailedError) else BadInputError)(
                str(error)
            ) from error
        except KeyboardInterrupt:
            click.echo("Interrupted: nothing was written.", err=True)
            ctx.exit(_INTERRUPTED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="perfectform", prog_name="perfectform")
@click.pass_context
def main(context: click.Context) -> None:
    """Perfect Form watches a powerlifter through one phone and says what the form is like.

    \b
    Begin with:
      perfectform models fetch                       bring the models, once
      perfectform demo                               see a sample set go through
      perfectform analyze squat.mp4 --out results    analyse a video of yours

    Every command explains itself with --help.
    """  # noqa: D301 - click's mark for a block that it doesn't wrap
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job inherits that it is ignored
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))  # to leave nothing half-written either
    begin_logs(context.invoked_subcommand, in_force(LOG_LEVEL).value)
