"""Posters for the wall of a commune's office: which guides, what they say, how they look."""
