"""Faults that a test orders: refusals, cut connections, slowness."""

from dataclasses import asdict, dataclass
from typing import Literal, get_args

from sandbox.errors import ApiError, ControlError, bad_request, forbidden, too_many_requests
from sandbox.model import Json

Kind = Literal["400", "403", "429", "500", "502", "torn", "torn_after", "slow"]


class TornError(Exception):
    """The connection is to be cut without an answer."""


class BadGatewayError(Exception):
    """The answer is a proxy's page, not JSON."""


@dataclass
class Fault:
    """What shall go wrong, for which method ('*': every one but getUpdates), and how many times more."""

    method: str
    kind: Kind
    times: int = 1
    retry_after: int = 1
    seconds: float = 1.0
    chat_id: int | None = None
    description: str = "refused"

    def hits(self, method: str, parameters: Json) -> bool:
        """Return whether a call is meant."""
        named = self.method.lower() == method.lower() or (
            self.method == "*" and method.lower() != "getupdates"
        )
        return named and (self.chat_id is None or str(parameters.get("chat_id")) == str(self.chat_id))

    def strike(self) -> None:
        """Raise what a refusing fault raises; the others (torn_after, slow) are the caller's to play."""
        match self.kind:
            case "400":
                raise bad_request(self.description)
            case "429":
                raise too_many_requests(self.retry_after)
            case "403":
                raise forbidden("bot was blocked by the user")
            case "500":
                raise ApiError(500, "Internal Server Error")
            case "502":
                raise BadGatewayError
            case "torn":
                raise TornError
            case _:
                pass


class Faults:
    """The faults still to happen, in the order in which they were ordered."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def order(self, body: Json) -> None:
        """Add a fault; raise ControlError when it makes no sense."""
        if body.get("kind") not in get_args(Kind):
            raise ControlError(
                400, f"kind is {body.get('kind')!r}; it should be one of {', '.join(get_args(Kind))}."
            )
        try:
            self._waiting.append(Fault(**body))
        except TypeError as error:
            raise ControlError(400, f"A fault cannot be read from this: {error}.") from None

    def take(self, method: str, parameters: Json) -> Fault | None:
        """Return the next fault that hits a call and count it as happened."""
        for fault in self._waiting:
            if fault.hits(method, parameters):
                fault.times -= 1
                self._waiting = [each for each in self._waiting if each.times > 0]
                return fault
        return None

    def clear(self) -> None:
        """Forget all."""
        self._waiting.clear()

    def shown(self) -> list[Json]:
        """Return those still to happen."""
        return [asdict(fault) for fault in self._waiting]
