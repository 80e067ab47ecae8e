"""The load and fault bench of the Telegram channel, beside stock python-telegram-bot."""
