"""The parts of `make bench-model`: each measures one thing and tells it."""
