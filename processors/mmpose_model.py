"""Builds a network of mmpose's from one of its configurations and a checkpoint, and exports it; all of mmpose is here.

mmpose takes ten seconds to import, so it only builds and exports: `processors/exported.py` serves what comes of it.
"""

import logging
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from processors.backend import ModelBrokenError, library

EXTRA: Final = "mmpose"
"""What has to be installed for it."""
_OPSET: Final = 17


def build(config: str, checkpoint: Path | None = None) -> Any:  # noqa: ANN401 - a torch module
    """Build a network.

    Args:
        config: path of the configuration under mmpose's own `configs`.
        checkpoint: its weights; None: the library's random initialisation.

    Returns:
        A torch module that answers with plain tensors, ready to infer.

    Raises:
        MissingLibraryError: mmpose isn't installed.
        ModelBrokenError: the checkpoint is damaged, or of another network.
    """
    with _as_we_like_it():
        settings = _settings(config)
        model = library("mmpose.registry", EXTRA).MODELS.build(settings)
        if checkpoint is None:
            model.init_weights()
        else:
            _fill(model, checkpoint)
    return _plain(model).eval()


def export(config: str, checkpoint: Path, example: NDArray[np.float32], goal: Path) -> None:
    """Build a network and write it as ONNX, for batches of any size.

    Args:
        config: as in `build`.
        checkpoint: its weights.
        example: an input; the first axis is the batch.
        goal: the file; whole or not there at all.
    """
    torch = library("torch", EXTRA)
    model = build(config, checkpoint)
    part = goal.with_name(f"{goal.name}.part")
    goal.parent.mkdir(parents=True, exist_ok=True)
    with _as_we_like_it(), torch.no_grad():
        torch.onnx.export(
            model,
            (torch.from_numpy(example),),
            str(part),
            input_names=["input"],
            dynamic_axes={"input": {0: "batch"}},
            opset_version=_OPSET,
            dynamo=False,
        )
    part.replace(goal)


def _settings(config: str) -> Any:  # noqa: ANN401 - mmengine's own
    """Read what mmpose's configuration says of the network; where to get weights is our own business."""
    path = Path(library("mmpose", EXTRA).__file__).parent / ".mim" / "configs" / config
    settings = library("mmengine.config", EXTRA).Config.fromfile(str(path)).model
    library("mmpose.models", EXTRA)
    settings.pop("data_preprocessor", None)
    for part in (settings, settings.get("backbone", {}), settings.get("head", {})):
        part.pop("init_cfg", None)
    return settings


def _fill(model: Any, checkpoint: Path) -> None:  # noqa: ANN401 - a torch module
    torch = library("torch", EXTRA)
    history = library("mmengine.logging", EXTRA).HistoryBuffer
    rebuild = np.ones(1).__reduce__()[0]  # what numpy pickles its arrays by
    harmless = [history, rebuild, np.ndarray, np.dtype, np.float64, type(np.dtype(np.float64))]
    try:
        with torch.serialization.safe_globals(harmless):
            read = torch.load(checkpoint, map_location="cpu", weights_only=True)
        model.load_state_dict(read.get("state_dict", read), strict=True)
    except (
        Exception
    ) as error:  # torch raises what its reader stumbled over: RuntimeError, UnpicklingError, KeyError ...
        said = " ".join(str(error).split())[:200]
        raise ModelBrokenError(f"{checkpoint.name} is no checkpoint of this network: {said}") from error


def _plain(model: Any) -> Any:  # noqa: ANN401 - a torch module
    """Wrap a network so that it answers with what its head says, as tensors."""
    torch = library("torch", EXTRA)

    class Plain(torch.nn.Module):  # type: ignore[misc, name-defined] # torch is only here when it is installed
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, tensor: Any) -> Any:  # noqa: ANN401 - a torch tensor
            return self.model.head.forward(self.model.backbone(tensor))

    return Plain()


class TorchNetwork:
    """A network as torch runs it: the reference for what was exported."""

    def __init__(self, model: Any, device: str, threads: int) -> None:  # noqa: ANN401 - a torch module
        self._torch = library("torch", EXTRA)
        self._model, self._device, self._threads = model.to(device), device, threads

    def run(self, tensor: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
        """Infer: all outputs."""
        self._torch.set_num_threads(self._threads)
        with _as_we_like_it(), self._torch.no_grad():
            answered = self._model(self._torch.from_numpy(tensor).to(self._device))
        outputs: Sequence[Any] = answered if isinstance(answered, tuple) else (answered,)
        return tuple(output.cpu().numpy() for output in outputs)


@contextmanager
def _as_we_like_it() -> Iterator[None]:
    """Keep the library quiet, and give it what it asks of two others at import and never uses here."""
    for name, holds in _STAND_INS.items():
        if name not in sys.modules:
            sys.modules[name] = _stand_in(name, holds)
    os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")
    loudest = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(loudest)


_STAND_INS: Final = {
    "mmdet": (),
    "mmdet.utils": ("ConfigType", "reduce_mean"),
    "mmcv.ops": ("MultiScaleDeformableAttention",),
}
"""Modules that mmpose imports names from, for networks that aren't ours."""


def _stand_in(name: str, holds: Sequence[str]) -> ModuleType:
    module = ModuleType(name, "Stands in for a library that isn't installed.")
    module.__dict__.update(dict.fromkeys(holds, object))
    return module
