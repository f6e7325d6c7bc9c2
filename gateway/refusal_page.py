"""What a person sees who opens an address that they aren't let in at: the sentence, as a page."""

from html import escape
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import Scope

from gateway.refused import RefusedError

_PAGE: Final = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>Perfect Form</title>
<body style="margin: 0; padding: 12vh 1.5rem; font: 1.1rem/1.5 system-ui, sans-serif">
<main style="max-width: 34rem; margin: 0 auto">
<h1 style="font-size: 1.6rem">You aren't let in</h1>
<p>{sentence}</p>
</main>
"""


def is_opened(scope: Scope) -> bool:
    """Tell whether it is a person who opens a page, rather than a program or a page that asks for data."""
    return scope.get("method") == "GET" and "text/html" in Headers(scope=scope).get("accept", "")


def refusal_page(error: RefusedError) -> HTMLResponse:
    """Say why."""
    return HTMLResponse(_PAGE.format(sentence=escape(str(error))), error.status, error.headers)
