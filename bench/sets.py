"""The sets of questions: shared ones where they are there, and our own guides'."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from bench.documents import Asked, Document, QuestionSet
from bot.adapters.generations import GenerationLibrary
from bot.domain.guide import Guide
from bot.domain.search import ChunkKind
from bot.settings import Settings
from ingest.catalogues import catalogues
from ingest.evaluation.beir import BeirSet, read_beir
from ingest.evaluation.questions import Labelled, read_questions
from ingest.evaluation.typist import Typist, Way
from ingest.extras import Extras, read_extras
from ingest.tables import read_tables

QUESTIONS = Path("tests/evaluation/questions.jsonl")
SHARED = Path("../shared")
_TITLES = {
    "xquad": "XQuAD-vi: a question to its paragraph",
    "lawhead": "Law: an article's heading to its body",
    "emapp": "Citizens' FAQ: a question to its answer",
}


def shared_names() -> dict[str, bool]:
    """The shared sets by name, and whether each is there."""
    return {name: (SHARED / "eval" / name).is_dir() for name in _TITLES}


def shared_set(name: str) -> QuestionSet:
    """A shared set. A way of typing that it brings a file for is read, others are typed."""
    folder = SHARED / "eval" / name
    plain = read_beir(folder)
    owner = {query: next(iter(grades)) for query, grades in plain.relevant.items()}
    typist = project_typist()
    return QuestionSet(
        name=name,
        title=_TITLES[name],
        documents=[
            Document(i, i, "head", title, text, (title,) if title else ())
            for i, title, text in plain.documents
        ],
        questions={
            way.value: [
                Asked(text, owner[query])
                for query, text in _queries(folder, plain, way, typist).items()
                if query in owner
            ]
            for way in Way
        },
    )


def guides_set(settings: Settings) -> QuestionSet:
    """The published Vietnamese guides and our questions to them."""
    typist = project_typist()
    asked = [q for q in our_questions() if q.guide]
    return QuestionSet(
        name="guides",
        title="Our guides: a citizen's question to its guide",
        documents=guide_documents(settings),
        questions={
            way.value: [Asked(typist.type(q.q, way), q.guide) for q in asked] for way in Way
        },
    )


def guide_documents(settings: Settings) -> list[Document]:
    """Every piece of the published Vietnamese guides. The subjects known to have no guide,
    which the bot's own index holds too, are left out: they would cost the others a point or two."""
    contents = catalogues(*published_guides(settings))["vi"]
    lines: dict[str, list[str]] = {}
    for phrase in contents.phrases:
        lines.setdefault(phrase.chunk, []).append(phrase.text)
    return [
        Document(c.id, c.guide, c.kind.value, c.title, c.text, tuple(lines.get(c.id, ())))
        for c in contents.chunks
        if c.kind is not ChunkKind.OUTSIDE
    ]


def published_guides(settings: Settings) -> tuple[list[Guide], Extras]:
    """The guides of the published generation in both languages, and what stands beside them."""
    generation = GenerationLibrary(settings.data).current()
    ids = chain(generation.guide_ids("vi"), generation.guide_ids("en"))
    guides = [guide for guide in map(generation.guide, ids) if guide is not None]
    return guides, read_extras(settings.knowledge, settings.data).beside(guides)


def our_questions() -> list[Labelled]:
    """The labelled questions of the project."""
    return read_questions(QUESTIONS)


def project_typist() -> Typist:
    """The typist with the project's glossary."""
    return Typist(read_tables(Settings().knowledge).glossary)


def typed_in_turn(count: int) -> Iterator[Asked]:
    """Our questions, each typed in the next of the ways, where only the time counts."""
    typist, ways = project_typist(), list(Way)
    for place, question in enumerate(our_questions()[:count]):
        yield Asked(typist.type(question.q, ways[place % len(ways)]), None)


def _queries(folder: Path, plain: BeirSet, way: Way, typist: Typist) -> dict[str, str]:
    if (folder / f"queries-{way}.jsonl").is_file():
        return read_beir(folder, f"queries-{way}").queries
    return {query: typist.type(text, way) for query, text in plain.queries.items()}
