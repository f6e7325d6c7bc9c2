"""The command line of one of Kafka's programs."""

import os
import shutil
from pathlib import Path
from typing import Final

from infra.kafka.broker_error import MissingPartError

PARTS: Final = "Java 17 or newer and, once, Maven (Debian and Ubuntu: `apt install default-jre-headless maven`)"
"""What a machine needs for a broker."""


def java() -> str:
    """Find Java: JAVA_HOME's where that is set, else the PATH's.

    Raises:
        MissingPartError: there is none.
    """
    home = os.environ.get("JAVA_HOME")
    found = (shutil.which("java", path=f"{home}/bin") if home else None) or shutil.which("java")
    if found is None:
        raise MissingPartError(f"A broker needs {PARTS}; there is no Java here")
    return found


def kafka_command(jars: Path, program: str, *arguments: str, heap_mb: int) -> list[str]:
    """Give the command line that runs a class of Kafka's in a broker's folder.

    Args:
        jars: the folder of the jars.
        program: the class, e.g. `kafka.Kafka`.
        arguments: its arguments.
        heap_mb: how much memory its objects may take.
    """
    # The quick compiler alone: a start takes 2 s of CPU and not 3.5, and a record of 60 KB no more than with both.
    machine = (
        f"-Xmx{heap_mb}m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-Djava.awt.headless=true",
    )
    return [java(), *machine, "-Dlog4j2.configurationFile=log4j2.xml", "-cp", f"{jars}/*", program, *arguments]
