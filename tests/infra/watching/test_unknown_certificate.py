"""A server whose certificate nobody vouches for, as one's own with TLS, is told apart from none at all."""

import asyncio
import ssl
from contextlib import aclosing
from pathlib import Path

import pytest

from infra.feeding.server_call import run_again
from infra.serving.certificate import certificate
from infra.told import Told
from infra.watching.history import detail
from infra.watching.live_socket import heard
from infra.watching.place import Place
from infra.watching.server_errors import UnknownCertificateError


async def _listened(place: Place) -> None:
    async with aclosing(heard(place)) as messages:
        await anext(messages)


async def _asked(folder: Path) -> None:
    own = certificate(folder, "127.0.0.1")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(own.chain, own.key)
    async with await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context) as server:
        place = Place(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}", "a1")
        for asking in (
            asyncio.to_thread(detail, place),
            asyncio.to_thread(run_again, place, Told()),
            _listened(place),
        ):
            with pytest.raises(UnknownCertificateError, match="set SSL_CERT_FILE to its DATA/tls/"):
                await asking


def test_how_its_certificate_comes_to_be_known_is_said(tmp_path: Path) -> None:
    asyncio.run(_asked(tmp_path))
