"""Documents and questions, as every system under measurement is given them.

Nothing of the project is imported here: a child process reads these before it takes its
baseline of memory, and what a system needs besides must count as that system's.
"""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HITS = 10
"""How many owners a system gives for a question."""
_PIECES_FETCHED = 60


@dataclass(frozen=True, slots=True)
class Document:
    """A piece of text. `owner` is what is looked for: the guide of a piece, or the document
    itself where it stands alone. `lines` are titles and citizens' ways of asking for it."""

    id: str
    owner: str
    kind: str
    title: str
    text: str
    lines: tuple[str, ...]

    @property
    def whole(self) -> str:
        """All that can be searched, for systems that know one text a document."""
        head = f"{self.title}\n{self.text}".strip()
        more = [line for line in self.lines if line not in head]
        return "\n".join([head, *more])


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as somebody typed it and the owner that answers it; None where only the time
    of the search is wanted."""

    text: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Documents, and the same questions typed in several ways."""

    name: str
    title: str
    documents: list[Document]
    questions: dict[str, list[Asked]]

    def save(self, file: Path) -> None:
        """Write the set for a child process."""
        file.write_bytes(pickle.dumps(self))

    @staticmethod
    def read(file: Path) -> "QuestionSet":
        """A set that `save` wrote."""
        found: QuestionSet = pickle.loads(file.read_bytes())
        return found


def fetched(documents: Sequence[Document]) -> int:
    """How many documents to fetch so that ten owners are among them."""
    owners = {document.owner for document in documents}
    return HITS if len(owners) == len(documents) else _PIECES_FETCHED


def first_owners(owners: Sequence[str]) -> list[str]:
    """The first ten different owners, best first."""
    return list(dict.fromkeys(owners))[:HITS]
