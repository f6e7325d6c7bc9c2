"""What keeps a run from starting is said before any of it starts; what its parts have to agree on is settled."""

import importlib
import secrets
from typing import Final

from gateway.settings import LOOPBACK
from infra.kafka.broker_settings import kept_ports
from infra.kafka.java import java
from infra.kafka.ports import is_free
from infra.models.backends import EMBEDDED
from infra.serving.answering import Serving
from infra.serving.http_server import listening
from infra.settings import KAFKA_PORT
from infra.up.plan import Plan
from processors.model_files import path_of

_TOKEN_BYTES: Final = 24


def check_models() -> None:
    """Look for the files of the models that the workers load.

    Raises:
        ModelFileError: one is missing or not what it should be.
    """
    for family, name in EMBEDDED.items():
        module = importlib.import_module(f"processors.{family}.{name}")
        if hasattr(module, "MODEL_FILE"):
            path_of(module.MODEL_FILE)


def port_of(serving: Serving) -> int:
    """Give the port that the gateway listens on, the same after each restart.

    Raises:
        AddressError: it can't listen there.
    """
    with listening(serving.host, serving.port) as listener:
        return int(listener.getsockname()[1])


def token_of(serving: Serving) -> str:
    """Give what requests have to show, the same after each restart; "": nothing."""
    return serving.token or ("" if serving.host in LOOPBACK else secrets.token_urlsafe(_TOKEN_BYTES))


def broker_port_of(plan: Plan) -> int:
    """Choose where a broker of our own is reached: where it was, else at Kafka's usual port, else (0) anywhere.

    Raises:
        MissingPartError: there is no Java.
    """
    if plan.kafka:
        return 0
    java()
    is_new = kept_ports(plan.broker_folder) is None
    return KAFKA_PORT if is_new and is_free(KAFKA_PORT) else 0
