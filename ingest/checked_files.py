"""Checked files: what checking a file gave, kept so that the same file is not checked again."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

import bot.domain.guide
import bot.domain.privacy
import ingest.faults
import ingest.parse
import ingest.validate
from ingest.parse import parse
from ingest.validate import RuleBook, Validated, guide_id, validate

_KEPT: TypeAdapter[dict[str, Validated]] = TypeAdapter(dict[str, Validated])
# What a file comes to depends on this code too.
_CODE = (bot.domain.guide, bot.domain.privacy, ingest.faults, ingest.parse, ingest.validate)


@dataclass(frozen=True)
class KnowledgeFile:
    """One file of a knowledge folder: its path there, and what it holds."""

    name: str
    content: bytes


class CheckedFiles:
    """Checks files against a rule book, each only once as long as the file, the rules, the
    steps published of it and the code of the checks are the same."""

    def __init__(self, memory: Path, rules: RuleBook) -> None:
        self._memory = memory
        self._rules = rules
        self._seen: dict[str, Validated] = {}
        self._before: dict[str, Validated] = {}
        with suppress(OSError, ValueError):
            self._before = _KEPT.validate_json(memory.read_bytes())
        self._ground = hashlib.sha256(_rules_text(rules).encode())
        for module in _CODE:
            self._ground.update(Path(module.__file__ or "").read_bytes())

    def check(self, file: KnowledgeFile) -> Validated:
        """The guide in a file, or the faults that stand in the way."""
        key = self._key(file)
        known = self._before.get(key)
        self._seen[key] = known or validate(parse(file.name, file.content), self._rules)
        return self._seen[key]

    def remember(self) -> None:
        """Keep what was checked. It only saves time, so a folder that can't be written is no
        matter here."""
        if self._seen.keys() == self._before.keys():
            return
        fresh = self._memory.with_suffix(".new")
        with suppress(OSError):
            self._memory.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(_KEPT.dump_json(self._seen))
            fresh.replace(self._memory)

    def _key(self, file: KnowledgeFile) -> str:
        steps = self._rules.published_steps.get(guide_id(file.name))
        digest = self._ground.copy()
        digest.update(f"\0{file.name}\0{steps}\0".encode())
        digest.update(file.content)
        return digest.hexdigest()


def _rules_text(rules: RuleBook) -> str:
    """Everything in the rule book that holds for every file."""
    categories = None if rules.categories is None else sorted(rules.categories)
    return repr((sorted(rules.domains.items()), categories, rules.today, rules.any_press))
