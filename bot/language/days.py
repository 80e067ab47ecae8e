"""Days, as Vietnamese and English readers see them alike."""

from datetime import date


def written(day: date) -> str:
    """A day in figures: `21/11/2026`."""
    return f"{day.day}/{day.month}/{day.year}"
