"""What keeps a run from starting is one sentence, and nothing has started."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from infra.cli import main


def up(data: Path, *arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, ["up", "--data", str(data), *arguments], env=environment)


def sentence(refused: Result) -> str:
    assert (refused.exit_code, refused.stdout) == (2, "")
    (line,) = refused.stderr.splitlines()
    return line


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"port {port} can't be listened on" in sentence(up(tmp_path, "--port", str(port)))


def test_no_java(tmp_path: Path) -> None:
    refused = up(tmp_path, "--port", "0", PATH=str(tmp_path), JAVA_HOME="")
    assert sentence(refused).startswith("Error: A broker needs Java 17 or newer")


def test_no_models(tmp_path: Path) -> None:
    refused = up(tmp_path, "--port", "0", PERFECTFORM_MODELS=str(tmp_path / "none"))
    assert "is missing: `perfectform models fetch pose_detection`" in sentence(refused)


def test_no_broker_where_one_should_be(tmp_path: Path) -> None:
    refused = up(tmp_path, "--port", "0", "--kafka", "127.0.0.1:1")
    assert sentence(refused).startswith("Error: No broker answers at 127.0.0.1:1")


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert "can't hold the data" in sentence(up(tmp_path / "file"))


@pytest.mark.parametrize("arguments", [("--workers", "0"), ("--port", "x"), ("--worker", "2")])
def test_what_cannot_be_asked_for(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert up(tmp_path, *arguments).exit_code == 2
