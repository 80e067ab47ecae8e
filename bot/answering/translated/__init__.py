"""Translated: whether Vietnamese passages say what an English sentence says."""
