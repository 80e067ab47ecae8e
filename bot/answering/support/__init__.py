"""Support: whether a sentence's cited passages say what it says, in its own language."""
