"""From Markdown guides to a verified, published generation of the search index."""
