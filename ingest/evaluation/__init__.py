"""Scoring of the assistant on labelled questions."""
