"""The desk: tickets, from the wish for a person to their end."""
