"""One question's way: understand, retrieve, decide, compose, guard."""
