"""The broker's jars: named by pom.xml, fetched once by Maven, which knows where from, into the user's cache."""

import hashlib
import shutil
import subprocess
import tempfile
from importlib.resources import files
from pathlib import Path

from infra.kafka.broker_error import MissingPartError
from infra.kafka.java import PARTS


def fetched_jars() -> Path:
    """Give the folder of the jars, after fetching them where they aren't there yet; whole or not at all.

    Raises:
        MissingPartError: Maven is missing, or can't bring them.
    """
    pom = files("infra.kafka").joinpath("pom.xml").read_bytes()
    folder = _cache_folder() / hashlib.sha256(pom).hexdigest()[:8]
    if not folder.is_dir():
        _fetch(pom, folder)
    return folder


def kafka_version(jars: Path) -> str:
    """Say which Kafka the jars are, e.g. `4.4.0`."""
    (jar,) = jars.glob("kafka-clients-*.jar")
    return jar.stem.removeprefix("kafka-clients-")


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("perfectform") / "kafka"


def _fetch(pom: bytes, folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingPartError(f"A broker needs {PARTS}; there is no Maven here")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fetch-") as scratch:
            (Path(scratch) / "pom.xml").write_bytes(pom)
            _run(maven, Path(scratch))
            _put(Path(scratch) / "jars", folder)
    except OSError as error:
        raise MissingPartError(f"{folder.parent} can't hold Kafka's jars ({error.strerror})") from error


def _run(maven: str, scratch: Path) -> None:
    """Let Maven copy the jars into `jars`; MissingPartError with its own first word when it can't."""
    ran = subprocess.run(  # noqa: S603 - Maven, with our own pom
        [
            *(maven, "--batch-mode", "--quiet", "--strict-checksums", "-Dstyle.color=never"),
            *("dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=jars"),
        ],
        cwd=scratch,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        said = [line.removeprefix("[ERROR] ") for line in ran.stdout.splitlines() if line.startswith("[ERROR] ")]
        reason = (said or ran.stderr.strip().splitlines() or [f"exit code {ran.returncode}"])[0]
        raise MissingPartError(f"Kafka's jars can't be fetched, which takes a network, once; Maven says: {reason}")


def _put(jars: Path, folder: Path) -> None:
    """Move the jars into place, unless somebody else did so meanwhile."""
    try:
        jars.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
