"""Follows a session from hello to its end, and says how it stands then."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing, suppress

from infra.watching.history import detail
from infra.watching.live_socket import heard
from infra.watching.place import Place
from infra.watching.server_errors import NoServerError, OtherServerError, TurnedAwayError
from infra.watching.standing import Message, Standing, after

Tell = Callable[[Message, Standing, Standing], None]
"""Is told a message, how the session stood before it, and how it stands now."""


async def follow(place: Place, tell: Tell) -> Standing:
    """Tell of a session until it is over, or the server says that no more comes.

    Raises:
        NoServerError: nobody answers.
        OtherServerError: what answers isn't understood.
        TurnedAwayError: the server doesn't know the session, or wants a token.
    """
    standing = Standing()
    async with aclosing(heard(place)) as messages:
        async for message in messages:
            before, standing = standing, after(standing, message)
            tell(message, before, standing)
            if standing.is_over:
                break
    if standing.is_over:
        with suppress(
            NoServerError, OtherServerError, TurnedAwayError
        ):  # gone with its last word: what was heard stays
            found = await asyncio.to_thread(detail, place)
            before, standing = standing, after(standing, found)
            tell(found, before, standing)
    return standing
