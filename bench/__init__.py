"""Measured comparisons with the peers, one command: make bench."""
