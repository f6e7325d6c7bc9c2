"""Somebody who uses a server: uploads, runs again, deletes and reads, in an order that a seed decides."""

import http.client
import json
import time
import urllib.error
from collections.abc import Callable
from random import Random
from typing import Any, Final

from tests.crash.ledger import Ledger, Promised
from tests.infra.served import Server

HEIGHTS_M: Final = (1.6, 1.8)
_MOST_WAITING: Final = 5
_FEWEST: Final = 3
"""So many stay, for the comparison at the end."""
_PIECES: Final = 6


class CutError(Exception):
    """The server went away in the middle of something."""


class User:
    """Uses one server as long as it lives.

    Args:
        server: Answers.
        ledger: Takes down what it promises.
        random: Decides what is done.
        clip: What is uploaded.
    """

    def __init__(self, server: Server, ledger: Ledger, random: Random, clip: bytes) -> None:
        self._server, self._ledger, self._random, self._clip = server, ledger, random, clip

    def settle(self) -> list[dict[str, Any]]:
        """Look whether all that was promised is there; give what is listed."""
        listed: list[dict[str, Any]] = self._ask("GET", "/sessions?limit=200")["sessions"]
        self._ledger.settle(listed)
        return listed

    def choose(self) -> Callable[[], None]:
        """Decide what is done next."""
        acts = [self._upload, self._run_again, self._delete, self._read]
        (act,) = self._random.choices(acts, weights=(8, 2, 1, 4))
        return act

    def _upload(self) -> None:
        listed = self._ask("GET", "/sessions?limit=200")["sessions"]
        if sum(one["state"] in ("uploaded", "queued", "running") for one in listed) >= _MOST_WAITING:
            self._read()
            return
        upload = self._ledger.begin(self._random.choice(HEIGHTS_M))
        upload.session = self._sent(upload)
        upload.accepted = True

    def _sent(self, upload: Promised) -> str:
        """Send the clip in pieces, with pauses in which the server may be killed."""
        connection = http.client.HTTPConnection(self._server.address.removeprefix("http://"), timeout=30)
        (height_m,) = upload.heights_m
        try:
            connection.putrequest("POST", f"/sessions?name={upload.name}&lift=squat&height_m={height_m}")
            connection.putheader("Content-Length", str(len(self._clip)))
            connection.endheaders()
            step = len(self._clip) // _PIECES + 1
            for start in range(0, len(self._clip), step):
                connection.send(self._clip[start : start + step])
                time.sleep(self._random.uniform(0, 0.01))
            answer = connection.getresponse()
            told = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise CutError from error
        finally:
            connection.close()
        if answer.status != http.client.CREATED:
            self._ledger.complaints.append(f"{upload.name} was refused: {answer.status} {told}")
        return str(told.get("session", ""))

    def _run_again(self) -> None:
        upload = self._one()
        if upload is not None:
            height_m = self._random.choice(HEIGHTS_M)
            before, upload.heights_m = upload.heights_m, {*upload.heights_m, height_m}
            body = json.dumps({"height_m": height_m}).encode()
            told = self._ask("POST", f"/sessions/{upload.session}/runs", body)
            upload.heights_m = {height_m} if told is not None else before

    def _delete(self) -> None:
        upload = self._one()
        if upload is not None and len(self._ledger.standing) > _FEWEST:
            upload.deletion = "maybe"
            self._ask("DELETE", f"/sessions/{upload.session}")
            upload.deletion = "yes"

    def _read(self) -> None:
        upload = self._one()
        if upload is not None:
            shown = self._ask("GET", f"/sessions/{upload.session}")
            if shown is not None and shown["run"]:
                self._ask("GET", f"/sessions/{upload.session}/series", missing_is_fine=True)

    def _one(self) -> Promised | None:
        standing = self._ledger.standing
        return self._random.choice(standing) if standing else None

    def _ask(self, method: str, path: str, body: bytes | None = None, *, missing_is_fine: bool = False) -> Any:  # noqa: ANN401 - JSON of any kind
        try:
            return self._server.ask(method, path, body)
        except urllib.error.HTTPError as error:
            with error:
                if error.code != http.client.NOT_FOUND or not missing_is_fine:
                    self._ledger.complaints.append(f"{method} {path}: {error.code} {error.read()[:200]!r}")
            return None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise CutError from error
