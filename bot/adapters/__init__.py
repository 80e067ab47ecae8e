"""One outside thing each, behind the protocols of bot.ports."""
