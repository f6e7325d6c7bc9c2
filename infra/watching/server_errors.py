"""Why a server can't be watched: each one sentence for a person."""

import ssl
from urllib.error import URLError

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


class UnknownCertificateError(NoServerError):
    """Something answers, but nobody vouches for its certificate.

    Args:
        server: its address.
    """

    def __init__(self, server: str) -> None:
        ValueError.__init__(
            self,
            f"The certificate of {printable(server)} is vouched for by nobody: if it is the server's own, set "
            "SSL_CERT_FILE to its DATA/tls/certificate.pem.",
        )


def not_reached(server: str, error: Exception) -> NoServerError:
    """Give the sentence for a connection that didn't come about.

    Args:
        server: its address.
        error: as the connection raised it.
    """
    cause = error.reason if isinstance(error, URLError) else error
    return (UnknownCertificateError if isinstance(cause, ssl.SSLCertVerificationError) else NoServerError)(server)


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
