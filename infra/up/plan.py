"""What is to run, and where: which parts make a run, in the order in which they start."""

from collections.abc import Mapping
from dataclasses import dataclass
from os import environ
from pathlib import Path
from typing import Final

from infra.serving.gateway_process import is_embedded
from infra.settings import DATABASE, LOG_LEVEL, TOKEN
from infra.stages.cuts import DEFAULT
from infra.up.part import BROKER, Part

_WORKS: Final = "works on"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A run on this machine."""

    folder: Path
    """Holds everything that is kept."""
    kafka: str
    """Address of the broker; "": one of our own."""
    database: str
    """A server's address, or a folder."""
    host: str
    port: int
    token: str
    """What requests have to show; "": nothing."""
    workers: int = 1
    """How many processes share each kind of work."""
    cuts: tuple[str, ...] = (DEFAULT,)
    """The kinds of work that the stages are cut into."""
    gateway_flags: tuple[str, ...] = ()
    """What else the gateway is told."""

    @property
    def broker_folder(self) -> Path:
        """Where our own broker keeps what it has."""
        return self.folder / "kafka"

    def broker(self, port: int) -> Part:
        """Give the part that runs our own broker; port 0: the one that it had, or any that is free."""
        arguments = ("broker", "run", "--data", str(self.broker_folder), "--port", str(port))
        return Part(BROKER, BROKER, arguments, "Ready at")

    def parts(self, address: str) -> list[Part]:
        """Give all other parts, once it is known where the broker is; they end in the reverse order."""
        kafka, data = ("--kafka", address), ("--data", str(self.folder))
        reached = ("--host", self.host, "--port", str(self.port), *self.gateway_flags)
        sink = [] if is_embedded(self.database) else [Part("sink", "sink", ("sink", *kafka), "is stored in")]
        stages = [
            Part(f"{_short(cut)}-{number}", "stages", ("worker", cut, *kafka), f"Ready: {cut} ")
            for cut in self.cuts
            for number in range(1, self.workers + 1)
        ]
        ingest = Part("ingest", "ingest", ("worker", "ingest", *kafka, *data), _WORKS)
        gateway = Part("gateway", "gateway", ("gateway", *kafka, *data, *reached), "Perfect Form is at")
        return [*sink, *stages, ingest, gateway]

    def environment(self, ours: Mapping[str, str] = environ) -> dict[str, str]:
        """Give the parts' environment; what is secret goes this way, as others can see a flag."""
        level = "debug" if ours.get(LOG_LEVEL.env, "").lower() == "debug" else "info"  # they say that they are ready
        told = {TOKEN.env: self.token, DATABASE.env: self.database, LOG_LEVEL.env: level}
        return {**ours, **told, "PYTHONUNBUFFERED": "1"}


def _short(cut: str) -> str:
    return "stages" if cut == DEFAULT else cut
