"""A one-shot question to the peer, as a process: read the guides, index, search, print."""

import json
import sys
from pathlib import Path

from rank_bm25 import BM25Okapi


def main(chunks_file: Path, question: str) -> None:
    """Print the guide and text of the best chunk."""
    chunks = [json.loads(line) for line in chunks_file.read_text(encoding="utf-8").split("\n")[:-1]]
    index = BM25Okapi([f"{c['title']}\n{c['text']}".split() for c in chunks])
    best = chunks[int(index.get_scores(question.split()).argmax())]
    print(best["guide"], best["text"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
