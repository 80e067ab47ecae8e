"""What the service can do instead of its work, where and how often."""

import random
from dataclasses import dataclass, field
from enum import StrEnum

EVERYWHERE = "*"
"""The place of a fault that strikes every method."""

Where = int | str | tuple[int, str]
"""A chat, a method, one method of one chat, or EVERYWHERE."""


class Fault(StrEnum):
    """What the service can do instead of its work."""

    TOO_MANY = "429 with retry_after"
    FORBIDDEN = "403"
    BROKEN = "500"
    BAD_GATEWAY = "502 with a page of HTML"
    GARBAGE = "200 with half a JSON object"
    DROPPED = "connection dropped"
    TAKEN_DROPPED = "taken, then connection dropped"
    SLOW = "taken, answered late"


@dataclass
class Plan:
    """A fault that is switched on: it strikes `rate` of the calls, `times` times at the most.
    `seconds` are the wait asked for (TOO_MANY) or made (SLOW)."""

    fault: Fault
    rate: float = 1.0
    times: int | None = None
    seconds: float = 1.0


@dataclass
class Faults:
    """The faults that are switched on; `chance` decides which calls they strike."""

    chance: random.Random
    plans: dict[Where, Plan] = field(default_factory=dict)
    met: dict[Where, int] = field(default_factory=dict)

    def switch_on(self, where: Where, plan: Plan) -> None:
        """Strike there from now on; what was met there before is forgotten."""
        self.plans[where] = plan
        self.met.pop(where, None)

    def strike(self, method: str, chat: int) -> Plan | None:
        """The fault this call runs into, if any."""
        for where in ((chat, method), method, chat, EVERYWHERE):
            plan = self.plans.get(where)
            if plan is None or plan.times == 0 or self.chance.random() >= plan.rate:
                continue
            if plan.times is not None:
                plan.times -= 1
            self.met[where] = self.met.get(where, 0) + 1
            return plan
        return None
