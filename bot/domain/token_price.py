"""Token price: what a language model's tokens cost."""

from bot.domain.draft import Usage
from bot.domain.values import Value

_MILLION = 1_000_000


class TokenPrice(Value):
    """The price of a million tokens each way, in whatever currency the operator thinks in."""

    tokens_in: float
    tokens_out: float

    def of(self, usage: Usage) -> float:
        """What so many tokens cost."""
        both_ways = usage.tokens_in * self.tokens_in + usage.tokens_out * self.tokens_out
        return both_ways / _MILLION
