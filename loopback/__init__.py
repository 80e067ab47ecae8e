"""Servers that stand in for outside services on the loopback, for tests and benches."""
