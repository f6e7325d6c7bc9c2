"""ClickHouse's HTTP interface over chDB, as much of it as clickhouse-connect asks for: the real engine, a test's front.

No server can be had as a package. So the sink's way over HTTP is tested against this: queries and inserts, bound
parameters, compressed and chunked bodies, errors with their codes, users with passwords. It passes over settings.
"""

import base64
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import chdb
import lz4.frame  # type: ignore[import-untyped] # it ships no types

USER, PASSWORD = "ada", "p:ss/w@rd"
_WRONG_PASSWORD = 516


class RefusedError(Exception):
    """The engine, or the front, refuses a request."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class Engine:
    """One handle of the process's chDB, used by one request at a time."""

    def __init__(self, folder: str) -> None:
        self._connection = chdb.connect(folder)
        self._turn = threading.Lock()

    def run(self, sql: bytes, database: str, parameters: dict[str, str]) -> tuple[str, bytes]:
        """Give the format and the bytes of a statement's answer."""
        with self._turn:
            try:
                self._query(f"USE `{database}`", "TabSeparated", {})
                return self._insert(sql) if b"FORMAT Native\n" in sql else self._answer(sql.decode(), parameters)
            except RuntimeError as error:
                code = re.search(r"Code: (\d+)", str(error))
                raise RefusedError(int(code[1]) if code else 1002, str(error)) from error

    def close(self) -> None:
        """Let the handle go."""
        self._connection.close()

    def _answer(self, sql: str, parameters: dict[str, str]) -> tuple[str, bytes]:
        named = re.search(r"\bFORMAT\s+(\w+)\s*$", sql)
        answer = self._query(sql, "TabSeparated", parameters)
        return (named[1] if named else "TabSeparated" if answer else ""), answer

    def _insert(self, sql: bytes) -> tuple[str, bytes]:
        head, _, block = sql.partition(b" FORMAT Native\n")
        with tempfile.NamedTemporaryFile(suffix=".native") as file:
            file.write(block)
            file.flush()
            return "", self._query(f"{head.decode()} FROM INFILE '{file.name}' FORMAT Native", "TabSeparated", {})

    def _query(self, sql: str, answer_format: str, parameters: dict[str, str]) -> bytes:
        answer: Any = self._connection.query(sql, answer_format, params=parameters)
        return answer.bytes() or b""


@contextmanager
def serving(folder: str, port: int = 0) -> Iterator[str]:
    """Serve a folder that this process has open, or may open; gives the address, host and port."""
    engine = Engine(folder)

    class Front(_Handler):
        asked = engine

    server = _Server(("127.0.0.1", port), Front)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    engine.close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that was killed."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: Engine

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        body = self._body()
        asked = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        parameters = {name.removeprefix("param_"): text for name, text in asked.items() if name.startswith("param_")}
        try:
            self._refuse_strangers()
            sql = (asked.get("query", "") + "\n").encode() + body if "query" in asked else body
            answer_format, answer = self.asked.run(sql, asked.get("database", "default"), parameters)
        except RefusedError as error:
            status = 403 if error.code == _WRONG_PASSWORD else 500
            self._respond(status, str(error).encode(), {"X-ClickHouse-Exception-Code": str(error.code)})
        else:
            self._respond(200, answer, {"X-ClickHouse-Format": answer_format} if answer_format else {})

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _refuse_strangers(self) -> None:
        told = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        if told != f"{USER}:{PASSWORD}":
            raise RefusedError(_WRONG_PASSWORD, f"Code: {_WRONG_PASSWORD}. DB::Exception: (AUTHENTICATION_FAILED)")

    def _body(self) -> bytes:
        chunked = self.headers.get("Transfer-Encoding") == "chunked"
        body = b"".join(self._chunks()) if chunked else self.rfile.read(int(self.headers.get("Content-Length", 0)))
        return lz4.frame.decompress(body) if self.headers.get("Content-Encoding") == "lz4" else body

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline(), 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _respond(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, text in {"Content-Length": str(len(body)), "X-ClickHouse-Query-Id": "1", **headers}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)
