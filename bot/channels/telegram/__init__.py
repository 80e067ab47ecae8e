"""Telegram: private chats and groups by long polling or webhook, nothing lost on the way.

Updates are stored before they are acknowledged, each chat's are handled in order in a lane of
its own, and posts wait in the outbox until the service has taken them.
"""

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.service import TelegramService
from bot.channels.telegram.webhook import Webhook

__all__ = ["TelegramChannel", "TelegramService", "Webhook"]
