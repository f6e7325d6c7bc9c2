"""Brings together what several sessions ask of a model at the same time, so that it is asked once for all of them.

Each session's stages run in a thread of their own, as if alone, until they ask a model. Once all of them wait, or are
done, whoever has called `together` asks the models, each once, and hands the answers back. So models run on one thread,
and stages know nothing of it.
"""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from queue import SimpleQueue
from typing import Any, Final, Generic, TypeVar

from processors.detectors import Detector, Found
from processors.lifters import Lifted, Lifter, Look
from processors.picture import Picture
from processors.pose2d import Ask, Joints, PoseEstimator

T = TypeVar("T")
In = TypeVar("In")
Out = TypeVar("Out")
Model = Callable[[Sequence[In]], list[Out]]


class _Asked(Generic[In, Out]):
    """A model that was asked something, by a thread that waits."""

    def __init__(self, model: Model[In, Out], inputs: Sequence[In]) -> None:
        self.model, self.inputs = model, inputs
        self._outputs: list[Out] = []
        self._error: Exception | None = None
        self._done = threading.Event()

    def tell(self, outputs: list[Out] | Exception) -> None:
        """Let the thread go on."""
        if isinstance(outputs, Exception):
            self._error = outputs
        else:
            self._outputs = outputs
        self._done.set()

    def wait(self) -> list[Out]:
        """Wait for what the model says."""
        self._done.wait()
        if self._error is not None:
            raise self._error
        return self._outputs


class _Threads:
    """Threads that wait for works: beginning one for each costs a tenth of a frame without models."""

    def __init__(self) -> None:
        self._idle: list[SimpleQueue[Callable[[], None]]] = []

    def do(self, work: Callable[[], None]) -> None:
        """Let a thread do some work; another one, if all are busy or hang."""
        try:
            works = self._idle.pop()
        except IndexError:
            works = SimpleQueue()
            threading.Thread(target=self._go_on, args=(works,), name="session", daemon=True).start()
        works.put(work)

    def _go_on(self, works: SimpleQueue[Callable[[], None]]) -> None:
        while True:
            works.get()()
            self._idle.append(works)


_THREADS: Final = _Threads()


class Gathering:
    """Models that are asked through it, and the threads that ask them."""

    def __init__(self) -> None:
        self._here: Final = threading.local()

    def detector(self, model: Detector) -> Detector:
        """Give a detector that is asked together."""
        return _Detector(self, model)

    def estimator(self, model: PoseEstimator) -> PoseEstimator:
        """Give a pose estimator that is asked together."""
        return _Estimator(self, model)

    def lifter(self, model: Lifter) -> Lifter:
        """Give a lifter that is asked on the same thread, for one session after the other."""
        return _Lifter(self, model)

    def together(self, works: Sequence[Callable[[], T]]) -> list[T]:
        """Do works side by side, and give what they return; raises what the first of them raises."""
        if len(works) == 1:
            return [works[0]()]
        inbox: SimpleQueue[_Asked[Any, Any] | None] = SimpleQueue()
        results: list[T | BaseException | None] = [None] * len(works)

        def do(number: int) -> None:
            self._here.inbox = inbox
            try:
                results[number] = works[number]()
            except BaseException as error:  # noqa: BLE001 - raised by whoever has called
                results[number] = error
            inbox.put(None)

        for number in range(len(works)):
            _THREADS.do(partial(do, number))
        _serve(inbox, len(works))
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return results  # type: ignore[return-value] # every work has returned

    def ask(self, model: Model[In, Out], inputs: Sequence[In]) -> list[Out]:
        """Ask a model, together with whoever else asks it now."""
        inbox: SimpleQueue[_Asked[Any, Any] | None] | None = getattr(self._here, "inbox", None)
        if inbox is None:
            return model(inputs)
        asked = _Asked(model, inputs)
        inbox.put(asked)
        return asked.wait()


class _Detector:
    def __init__(self, gathering: Gathering, model: Detector) -> None:
        self._gathering, self._model = gathering, model

    def detect(self, pictures: Sequence[Picture]) -> list[list[Found]]:
        return self._gathering.ask(self._model.detect, pictures)


class _Estimator:
    def __init__(self, gathering: Gathering, model: PoseEstimator) -> None:
        self._gathering, self._model = gathering, model

    def estimate(self, asks: Sequence[Ask]) -> list[Joints]:
        return self._gathering.ask(self._model.estimate, asks)


class _Lifter:
    def __init__(self, gathering: Gathering, model: Lifter) -> None:
        self._gathering, self._model = gathering, model

    def lift(self, state: bytes, height_m: float | None, looks: Sequence[Look]) -> tuple[bytes, list[Lifted]]:
        (lifted,) = self._gathering.ask(self._each, [(state, height_m, looks)])
        return lifted

    def _each(self, asked: Sequence[tuple[bytes, float | None, Sequence[Look]]]) -> list[tuple[bytes, list[Lifted]]]:
        return [self._model.lift(*one) for one in asked]


def _serve(inbox: "SimpleQueue[_Asked[Any, Any] | None]", at_work: int) -> None:
    """Ask the models whenever all threads that are at work wait."""
    waiting = list[_Asked[Any, Any]]()
    while at_work:
        asked = inbox.get()
        if asked is None:
            at_work -= 1
        else:
            waiting.append(asked)
        if waiting and len(waiting) == at_work:
            for model in dict.fromkeys(one.model for one in waiting):
                _ask_once(model, [one for one in waiting if one.model == model])
            waiting = []


def _ask_once(model: Model[Any, Any], asking: Sequence[_Asked[Any, Any]]) -> None:
    """Ask a model for all; where it breaks, for each alone, so that it costs only who made it break."""
    try:
        outputs = model([one_input for one in asking for one_input in one.inputs])
    except Exception as error:  # noqa: BLE001 - whatever a model raises
        if len(asking) == 1:
            asking[0].tell(error)
            return
        for one in asking:
            _ask_once(model, [one])
        return
    at = 0
    for one in asking:
        one.tell(outputs[at : at + len(one.inputs)])
        at += len(one.inputs)
