"""Closeness: whether a model's sentence is made of the guide's words, joined as the guide joins
them.

The guard compares what a sentence claims; this compares the words themselves. It knows nothing of
meaning, so nothing talks it into anything; what it refuses is quoted instead.
"""
