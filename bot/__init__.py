"""Cầm Tay: the assistant that walks a citizen through one task, one step at a time."""

__version__ = "0.1.0"
