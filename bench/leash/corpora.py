"""The honest drafts: which there are, and which of them the guard's author had seen."""

from pathlib import Path

from bench.leash.drafts import Honest, honest_drafts

_FOLDER = Path(__file__).with_name("honest")
SEEN = frozenset({"one", "two", "situations", "english"})
"""What the guard was tuned on; the others were written without its author, who saw none."""


def corpora() -> dict[str, tuple[Honest, ...]]:
    """Every file's drafts by its name, a draft that an earlier one has left out."""
    found: dict[str, tuple[Honest, ...]] = {}
    known: set[tuple[str, ...]] = set()
    for file in sorted(_FOLDER.glob("*.jsonl")):
        kept = []
        for draft in honest_drafts([file]):
            mark = (draft.q, *(said.text for said in draft.sentences))
            if mark not in known:
                known.add(mark)
                kept.append(draft)
        found[file.stem] = tuple(kept)
    return found


def every_draft() -> tuple[Honest, ...]:
    """All of them."""
    return tuple(draft for drafts in corpora().values() for draft in drafts)
