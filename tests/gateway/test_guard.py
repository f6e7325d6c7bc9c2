"""Who is let in."""

from pathlib import Path

import pytest

from gateway.settings import GatewaySettings, GatewaySettingsError
from tests.bus.in_loop import in_loop
from tests.gateway.chdb_process import ChdbProcess
from tests.gateway.served import listening, said, served, settings
from tests.gateway.told import session

TOKEN = "sesame-opens"  # noqa: S105 - a test's


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "127.0.0.1:8123"}, 200),
        ({"host": "[::1]:8123"}, 200),
        ({"host": "LOCALHOST:8123"}, 200),
        ({"host": "evil.example:8123"}, 403),
        ({"host": "localhost:9999"}, 403),
        ({"host": "localhost"}, 403),
        ({"host": ""}, 403),
        ({"origin": "http://localhost:8123"}, 200),
        ({"origin": "http://127.0.0.1:8123"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://[evil"}, 403),
    ],
)
def test_on_loopback_host_and_origin_are_ours(
    headers: dict[str, str], status: int, tmp_path: Path, database: ChdbProcess
) -> None:
    @in_loop
    async def test() -> None:
        async with served(tmp_path, database) as gateway:
            for path in ("/sessions", "/", "/openapi.json"):
                answer = await gateway.http.get(path, headers=headers)
                assert answer.status_code == status
            assert (await gateway.http.get("/healthz", headers=headers)).status_code == 200

    test()


def test_a_person_who_is_not_let_in_reads_why(tmp_path: Path, database: ChdbProcess) -> None:
    @in_loop
    async def test() -> None:
        async with served(tmp_path, database) as gateway:
            headers = {"host": "evil.example:8123", "accept": "text/html,*/*"}
            page = await gateway.http.get("/", headers=headers)
            assert (page.status_code, page.headers["content-type"]) == (403, "text/html; charset=utf-8")
            assert "This server answers as localhost:8123 only, under no other name." in page.text
            told = await gateway.http.delete("/sessions/nothing", headers=headers)
            assert told.json()["error"] in page.text

    test()


def test_an_address_that_others_reach_needs_a_token() -> None:
    with pytest.raises(GatewaySettingsError, match=r"0\.0\.0\.0 can be reached by others, so a token is needed"):
        GatewaySettings(host="0.0.0.0")  # noqa: S104 - that is what is refused


@in_loop
async def test_the_token_is_taken_as_a_header_a_parameter_or_the_cookie_that_follows(
    tmp_path: Path, database: ChdbProcess
) -> None:
    async with served(tmp_path, database, settings(host="10.0.0.5", token=TOKEN)) as gateway:
        http = gateway.http
        refused = await http.get("/sessions")
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert refused.json()["error"].startswith("A token is needed: open the address")
        assert (await http.get("/sessions", headers={"authorization": "Bearer wrong"})).status_code == 401
        assert (await http.get("/sessions?token=wr%C3%B6ng")).status_code == 401
        assert (await http.get("/sessions", headers={"authorization": f"bearer {TOKEN}"})).status_code == 200
        assert (await http.get("/sessions")).status_code == 401
        first = await http.get("/", params={"token": TOKEN})
        assert "HttpOnly; Path=/; SameSite=Strict" in first.headers["set-cookie"]
        assert (await http.get("/sessions")).status_code == 200
        assert (await http.get("/sessions", headers={"origin": "http://evil.example"})).status_code == 403
        for old in ("an-old-one", "\N{CHECK MARK}"):
            beside = await http.get("/sessions", params={"token": old})
            assert (beside.status_code, "set-cookie" in beside.headers) == (200, False), "the cookie stays good"


@in_loop
async def test_sockets_are_guarded_too(tmp_path: Path, database: ChdbProcess) -> None:
    async with listening(tmp_path, database, token=TOKEN) as gateway:
        await gateway.tell(one := session())
        for query, headers in (("", {}), (f"?token={TOKEN}", {"Origin": "http://evil.example"}), ("?token=x", {})):
            async with gateway.live(one.session, query, **headers) as socket:
                assert (await said(socket))["type"] == "error"
                await socket.wait_closed()
                assert socket.close_code == 4403
        async with gateway.live(one.session, f"?token={TOKEN}") as socket:
            assert (await said(socket))["type"] == "hello"


@in_loop
async def test_there_is_a_page_or_a_sentence_how_to_build_it(tmp_path: Path, database: ChdbProcess) -> None:
    async with served(tmp_path, database) as gateway:
        assert (await gateway.http.get("/")).text.startswith("The dashboard is not built")
    (tmp_path / "index.html").write_text("<title>Perfect Form</title>")
    async with served(tmp_path, database, settings(dashboard=tmp_path)) as gateway:
        page = await gateway.http.get("/")
        assert page.text == "<title>Perfect Form</title>"
        assert "default-src 'self'" in page.headers["content-security-policy"]
        missing = await gateway.http.get("/nothing.js")
        assert (missing.status_code, missing.json()) == (404, {"error": "Not Found."})
