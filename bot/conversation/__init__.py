"""The one door of the assistant and what stands behind it."""
