"""Pure text rules for Vietnamese as people really type it."""
