"""Logs: one JSON object a line on standard error, without personal data or tokens."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.domain.privacy import mask

# A bot token as Telegram writes it, also inside an address.
_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{20,}")


class _Forward(logging.Handler):
    """Passes what libraries log on, as one line each, without their tracebacks."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the record's message under its library's name."""
        structlog.get_logger().log(record.levelno, record.name, message=record.getMessage())


def configure(level: str) -> None:
    """Send the project's and the libraries' records to standard error, masked."""
    logging.basicConfig(handlers=[_Forward()], level=logging.WARNING, force=True)
    # httpx logs whole request addresses, and Telegram's hold the token.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _masked,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
        ),
        # Looked up at every line: tests put another one in its place and close it.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def _masked(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if isinstance(value, str) and name not in ("timestamp", "level", "event"):
            event[name] = mask(_TOKEN.sub("[token]", value)).text
    return event
