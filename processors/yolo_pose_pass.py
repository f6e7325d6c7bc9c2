"""YOLO-pose's one pass over a picture, which finds people and their joints: run once for whoever asks.

The answer stays with the picture, so the stages of a process that choose it for both families share it; and the
network is loaded once for both.
"""

from collections.abc import Sequence
from threading import Lock
from typing import Final
from weakref import WeakValueDictionary

from processors.model_files import path_of
from processors.picture import Picture
from processors.yolo_network import Persons, YoloNetwork


class YoloPosePass:
    """The network, and what it has said of pictures that are still around."""

    def __init__(self, network: YoloNetwork, name: str) -> None:
        self._network, self._name = network, name
        self._turn = Lock()

    def over(self, pictures: Sequence[Picture]) -> list[Persons]:
        """Give the people of each picture; looks only at those that it hasn't seen yet.

        Threads take turns: models that run beside others share the network with them.
        """
        new = list({id(picture): picture for picture in pictures if self._name not in picture.passes}.values())
        with self._turn:
            for picture, persons in zip(new, self._network.run(new), strict=True):
                picture.passes[self._name] = persons
        return [picture.passes[self._name] for picture in pictures]


_LOADED: Final[WeakValueDictionary[str, YoloPosePass]] = WeakValueDictionary()
"""Those that somebody uses."""


def yolo_pose_pass(weights: str, device: str, threads: int) -> YoloPosePass:
    """Load the network, or give the one that is loaded.

    Raises:
        ModelFileError: its file isn't there.
        BackendError: ultralytics isn't there, or can't use the device or the file.
    """
    path = path_of(weights)
    name = f"{path} on {device}, {threads}"
    loaded = _LOADED.get(name)
    if loaded is None:
        loaded = _LOADED[name] = YoloPosePass(YoloNetwork(path, "pose", device, threads), name)
    return loaded
