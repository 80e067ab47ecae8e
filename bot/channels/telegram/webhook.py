"""Webhook: where the service calls us."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Webhook:
    """The public address, the shared secret, and where to listen behind it."""

    url: str
    secret: str
    host: str
    port: int
