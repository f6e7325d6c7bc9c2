"""Why a server can't be watched: each one sentence for a person."""

from infra.printable import printable


class NoServerError(ValueError):
    """Nobody answers.

    Args:
        server: its address.
    """

    def __init__(self, server: str) -> None:
        super().__init__(
            f"No server answers at {printable(server)}: start one with `perfectform serve`, or name it with --server."
        )


class OtherServerError(ValueError):
    """Something answers, in a way that isn't ours.

    Args:
        server: its address.
    """

    def __init__(self, server: str) -> None:
        super().__init__(f"What answers at {printable(server)} is no Perfect Form server, or one of another version.")


class TurnedAwayError(ValueError):
    """The server refuses, and says why.

    Args:
        sentence: the server's own.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(printable(sentence))
