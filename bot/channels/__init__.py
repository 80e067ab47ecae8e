"""Translate in, translate out, nothing else."""
