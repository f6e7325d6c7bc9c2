"""What a gateway is started with."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from gateway.views import PhoneView

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
GIBIBYTE: Final = 1 << 30

PhoneOf = Callable[[str | None, str], PhoneView]
"""How a phone films: the session that it films from another side, or None, and what its camera is called there."""


def _no_phone(_session: str | None, _camera: str) -> PhoneView:
    return PhoneView()


class GatewaySettingsError(ValueError):
    """Settings that would leave a gateway open to strangers."""


class Certificate(NamedTuple):
    """Files of a certificate."""

    chain: Path
    key: Path


@dataclass(frozen=True, kw_only=True)
class GatewaySettings:
    """Where it is reached, and what it accepts.

    Raises:
        GatewaySettingsError: others can reach the address, and no token keeps strangers out.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    """The port that browsers use: on loopback, `Host` and `Origin` have to name it."""
    token: str | None = None
    """What a request has to show; None: on loopback nothing."""
    certificate: Certificate | None = None
    """What https is spoken with; None: http is."""
    follows_all: bool = True
    """Whether live sets are followed that nobody watches: right where everything passes through this process anyway."""
    upload_bytes: int = 4 * GIBIBYTE
    """How large an upload may be."""
    upload_stalls_s: float = 60.0
    """How long nothing may come of an upload before it is given up, seconds."""
    profiles: tuple[str, ...] = ("ipf",)
    """The federation profiles that a session may name."""
    phone: PhoneOf = _no_phone
    """What a phone scans to film."""
    dashboard: Path | None = None
    """Folder of the built dashboard; None, or no such folder: a sentence stands in its place."""

    def __post_init__(self) -> None:
        if not self.is_loopback and not self.token:
            raise GatewaySettingsError(
                f"{self.host} can be reached by others, so a token is needed: give one, or bind to 127.0.0.1."
            )

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it."""
        return self.host in LOOPBACK

    @property
    def own_hosts(self) -> frozenset[str]:
        """What `Host` may say on loopback."""
        names = [f"[{host}]" if ":" in host else host for host in LOOPBACK]
        with_port = {f"{name}:{self.port}" for name in names}
        usual = 80 if self.certificate is None else 443
        return frozenset(with_port | set(names) if self.port == usual else with_port)  # browsers leave it out
