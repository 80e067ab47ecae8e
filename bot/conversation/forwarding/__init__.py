"""Forwarding: a neighbour's question, answered so that it can be passed back."""
