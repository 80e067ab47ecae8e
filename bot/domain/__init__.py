"""What the project is about: pure types and rules, no input or output."""
