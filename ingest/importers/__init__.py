"""Readers of what others publish, turned into the bot's own types."""
