"""What a person may call a session."""

import pytest

from infra.watching.place import Place, PlaceError, place_of

SERVER = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("session", "server", "token", "place"),
    [
        ("k3v9", SERVER, "", Place(SERVER, "k3v9")),
        ("latest", f"{SERVER}/", "t", Place(SERVER, "latest", "t")),
        ("k3v9", "https://lift.example/?token=a%2Fb", "", Place("https://lift.example", "k3v9", "a/b")),
        ("k3v9", f"{SERVER}/?token=a", "b", Place(SERVER, "k3v9", "b")),
        (f"{SERVER}/#/sessions/sample", "http://other:1", "", Place(SERVER, "sample")),
        (f"{SERVER}/?token=a#/sessions/k3v9?frame=60", "http://other:1", "", Place(SERVER, "k3v9", "a")),
        ("http://[::1]:80/#/sessions/a%20b", SERVER, "", Place("http://[::1]:80", "a b")),
    ],
)
def test_an_id_or_the_address_of_its_page(session: str, server: str, token: str, place: Place) -> None:
    assert place_of(session, server, token) == place


@pytest.mark.parametrize(
    ("session", "server"),
    [
        ("k3v9", "127.0.0.1:8000"),
        ("k3v9", "ftp://127.0.0.1"),
        ("k3v9", "http://"),
        ("k3v9", "http://a:port"),
        ("k3v9", "http://[::1"),
        (f"{SERVER}/", SERVER),
        (f"{SERVER}/#/sessions/", SERVER),
        ("http://\x1b[31m/#/x", SERVER),
    ],
)
def test_what_is_no_address_is_said_so(session: str, server: str) -> None:
    with pytest.raises(PlaceError, match=r"is no (server's address|session's page): ") as refused:
        place_of(session, server, "")
    assert str(refused.value).isprintable()


def test_the_sockets_address_holds_any_id() -> None:
    assert Place("https://lift.example/form", "a/b ?").socket == "wss://lift.example/form/live/a%2Fb%20%3F"
