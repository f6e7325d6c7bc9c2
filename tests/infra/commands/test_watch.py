"""`perfectform watch` as people and programs start it, against a gateway and against a whole server."""

import asyncio
import json
import shlex
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace
from websockets.asyncio.server import ServerConnection, serve

from tests.bus.in_loop import in_loop
from tests.gateway.served import until
from tests.gateway.told import publish_frame, session
from tests.infra.served import CHECKOUT, LIMIT_S, command, running, serving
from tests.infra.watching.gateways import address, begun, ended, gateway_at, in_terminal, interrupt, watched
from tests.infra.watching.heard import CUE, STARTED, rep_ended


@in_loop
async def test_what_happens_is_printed_as_it_happens_and_what_was_found_at_the_end(tmp_path: Path) -> None:
    async with gateway_at(tmp_path) as gateway:
        await gateway.tell(one := session(state="running", name="[bold]squat[/bold].mp4"))
        process = await begun("--server", address(gateway))
        await watched(gateway, one.session)
        await publish_frame(gateway.bus, one.session, 0, STARTED)
        await publish_frame(gateway.bus, one.session, 1, CUE, rep_ended(0))
        assert process.stdout is not None
        first = [(await process.stdout.readline()).decode() for _ in range(4)]
        assert first[:3] == [
            "[bold]squat[/bold].mp4: running\n",
            "Set 1, squat: began at 0.5 s\n",
            "Rep 1, 2.00 s: Deeper (major: 3 cm high)\n",
        ]
        await gateway.tell(replace(one, state="done", updated_at=1001.0))
        code, out, err = await ended(process)
        assert (code, err) == (0, "")
        assert out.startswith("[bold]squat[/bold].mp4: done, ")


@in_loop
async def test_json_is_a_line_for_each_message(tmp_path: Path) -> None:
    async with gateway_at(tmp_path) as gateway:
        await gateway.tell(one := session(state="running"))
        process = await begun(one.session, "--json", PERFECTFORM_SERVER=address(gateway))
        await watched(gateway, one.session)
        assert process.stdout is not None
        for frame in range(5):  # more than two views: they are acknowledged
            await publish_frame(gateway.bus, one.session, frame)
            while json.loads(await process.stdout.readline()).get("frame") != frame:
                pass
        await publish_frame(gateway.bus, one.session, 5, STARTED)
        await gateway.tell(replace(one, state="cancelled", updated_at=1001.0))
        code, out, err = await ended(process)
        said = [json.loads(line) for line in out.splitlines()]
        assert (code, err, said[-1]["type"]) == (0, "", "history")
        told = [one["event"]["type"] for one in said if one["type"] == "event"]
        assert told == ["set_started", "session"]


@in_loop
async def test_a_session_that_failed_ends_with_1_and_its_reason(tmp_path: Path) -> None:
    async with gateway_at(tmp_path) as gateway:
        await gateway.tell(one := session(state="failed", reason="squat.mp4 breaks off at 3.2 s"))
        for arguments in ((), ("--json",)):
            code, _, err = await ended(await begun(one.session, *arguments, "--server", address(gateway)))
            assert (code, err) == (1, "Error: squat.mp4 breaks off at 3.2 s\n")


@in_loop
async def test_a_session_that_is_deleted_meanwhile_ends_with_1(tmp_path: Path) -> None:
    async with gateway_at(tmp_path) as gateway:
        await gateway.tell(one := session(state="running"))
        process = await begun(f"{address(gateway)}/#/sessions/{one.session}")
        await watched(gateway, one.session)
        await gateway.http.delete(f"/sessions/{one.session}")
        code, _, err = await ended(process)
        assert (code, err) == (1, "Error: The session was deleted.\n")


@in_loop
async def test_who_has_seen_enough_leaves_with_0(tmp_path: Path) -> None:
    async with gateway_at(tmp_path) as gateway:
        await gateway.tell(one := session(state="running"))
        for arguments in ((), ("--json",)):
            process = await begun(*arguments, "--server", address(gateway))
            await watched(gateway, one.session)
            assert process.stdout is not None
            assert await process.stdout.readline()
            interrupt(process)
            code, _, err = await ended(process)
            assert (code, err) == (0, "")


@in_loop
async def test_the_token_is_shown_to_the_server(tmp_path: Path) -> None:
    async with gateway_at(tmp_path, token="secret") as gateway:  # noqa: S106 - a test's
        gateway.http.headers["authorization"] = "Bearer secret"
        await gateway.tell(one := session(state="cancelled", reason="Cancelled by you."))
        at = ("--server", address(gateway))
        for process in (
            await begun(*at, PERFECTFORM_TOKEN="secret"),  # noqa: S106 - a test's
            await begun(one.session, *at, "--token", "secret"),
            await begun(f"{address(gateway)}/?token=secret#/sessions/{one.session}"),
        ):
            assert (await ended(process))[0] == 0
        for session_id in ("latest", one.session):
            code, out, err = await ended(await begun(session_id, *at, "--token", "other"))
            assert (code, out, len(err.splitlines())) == (2, "", 1)
            assert err.startswith("Error: A token is needed: ")


@in_loop
async def test_what_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    async with gateway_at(tmp_path) as gateway:
        for session_id, sentence in (
            ("latest", f"There is no session yet: drop a video on {address(gateway)}"),
            ("nope", "There is no session 'nope': it was deleted, or never was."),
            ("..", ""),
        ):
            code, out, err = await ended(await begun(session_id, "--server", address(gateway)))
            assert (code, out, len(err.splitlines())) == (2, "", 1)
            assert sentence in err
    code, _, err = await ended(await begun("any", "--server", address(gateway)))
    assert (code, len(err.splitlines())) == (2, 1)
    assert f"No server answers at {address(gateway)}: start one" in err


@pytest.mark.parametrize("said", [b"", b"\xc1", b"\x81\xa4type\xa5other", b"\x91" * 60_000, "text"])
def test_garbage_is_said_to_be_no_server_of_ours(said: bytes | str) -> None:
    @in_loop
    async def test() -> None:
        async def talk(socket: ServerConnection) -> None:
            await socket.send(said)
            await socket.wait_closed()

        async with serve(talk, "127.0.0.1", 0) as other:
            port = next(iter(other.sockets)).getsockname()[1]
            for session_id in ("any", "latest"):
                code, out, err = await ended(await begun(session_id, "--server", f"http://127.0.0.1:{port}"))
                assert (code, out, len(err.splitlines())) == (2, "", 1)
                assert "is no Perfect Form server, or one of another version." in err

    test()


@in_loop
async def test_a_pipe_that_is_closed_ends_it_quietly(tmp_path: Path) -> None:
    async with gateway_at(tmp_path) as gateway:
        await gateway.tell(one := session(state="running"))
        line = shlex.join(command("watch", "--json", "--server", address(gateway)))
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_shell(f"{line} | head -n 1", cwd=CHECKOUT, stdout=pipe, stderr=pipe)
        frame = 0
        while process.returncode is None:  # it notices when it writes
            await publish_frame(gateway.bus, one.session, frame, CUE)
            await asyncio.sleep(0.05)
            frame += 1
        _, out, err = await ended(process)
        assert (json.loads(out)["type"], err) == ("hello", "")


@in_loop
async def test_in_a_terminal_it_is_drawn_and_what_was_found_stays(tmp_path: Path) -> None:
    async with gateway_at(tmp_path) as gateway:
        await gateway.tell(one := session(state="running", name="[bold]squat[/bold].mp4"))
        async with in_terminal("--server", address(gateway)) as (process, shown):
            await watched(gateway, one.session)
            await publish_frame(gateway.bus, one.session, 0, STARTED, CUE, rep_ended(0))
            await until(lambda: all(part in shown for part in (b"[bold]squat", b"Descent", b"Knee", b"Deeper")))
            interrupt(process)
            assert await process.wait() == 0
            await until(lambda: b"Set 1: squat, 1 rep" in shown)
        left = bytes(shown).rindex(b"\x1b[?1049l")
        assert bytes(shown).index(b"Set 1: squat, 1 rep") > left
        assert b"\x1b[?25h" in shown
        assert b"Traceback" not in shown


def test_it_waits_for_a_server_that_was_killed(squat: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as server:
        _, session_id = server.upload(squat), server.upload(squat)
        arguments = command("watch", f"{server.address}/#/sessions/{session_id}", "--json")
        watching = subprocess.Popen(arguments, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own command
        assert watching.stdout is not None
        assert json.loads(watching.stdout.readline())["type"] == "hello"
        server.kill()
    port = server.address.rsplit(":", 1)[1]
    with running(["serve", "--data", str(data), "--port", port]):
        out, err = watching.communicate(timeout=LIMIT_S)
    said = [json.loads(line) for line in out.splitlines()]
    assert (watching.returncode, err) == (0, "The server has gone; waiting for it to come back. Ctrl-C ends this.\n")
    assert [one["type"] for one in said].count("hello") == 1
    assert said[-1]["session"]["state"] == "done"
    reps = [one["event"]["rep"] for one in said if one["type"] == "event" and one["event"]["type"] == "rep"]
    assert len(said[-1]["session"]["sets_found"][0]["reps"]) == len(reps) == 1
