"""Model prompts: what a language model is told, from `prompts/*.md`. A Prompts."""

import hashlib
import re
from pathlib import Path
from string import Template
from typing import Any

import yaml

from bot.domain.draft import Prompt
from bot.domain.errors import MissingText

_FILE = re.compile(
    r"\A---\n(?P<front>.*?)^---\n\s*## system\n(?P<system>.*?)^## user\n(?P<user>.*)\Z", re.S | re.M
)
_VERSION = 12


class ModelPrompts:
    """Prompts read once from a folder. Each file declares its inputs with a sample of each,
    and has the parts `## system` and `## user`; `$name` is an input, `$$` a dollar."""

    def __init__(self, folder: Path) -> None:
        """Raises MissingText when a file can't be read, has no such parts, or uses other
        inputs than it declares."""
        self._prompts = {path.stem: _PromptFile(path) for path in sorted(folder.glob("*.md"))}

    def filled(self, name: str, /, **values: str) -> Prompt:
        """A prompt with its declared inputs filled in. What they hold is not read again, so
        a `$` in it means nothing. Raises MissingText."""
        return self._file(name).filled(values)

    def sample(self, name: str) -> Prompt:
        """A prompt filled in with the samples of its own file. Raises MissingText."""
        file = self._file(name)
        return file.filled(file.samples)

    def names(self) -> tuple[str, ...]:
        """Every prompt there is, by name."""
        return tuple(self._prompts)

    def _file(self, name: str) -> "_PromptFile":
        try:
            return self._prompts[name]
        except KeyError:
            raise MissingText(f"prompts/{name}.md") from None


class _PromptFile:
    def __init__(self, path: Path) -> None:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise MissingText(f"{path}: {error}") from error
        found = _FILE.match(text)
        if found is None:
            raise MissingText(f"{path}: cần phần đầu ---, rồi ## system và ## user")
        self._name = path.stem
        self._version = hashlib.sha256(text.encode()).hexdigest()[:_VERSION]
        self.samples = _samples(path, found["front"])
        self._system = Template(found["system"].strip())
        self._user = Template(found["user"].strip())
        self._hold_to_declared(path)

    def _hold_to_declared(self, path: Path) -> None:
        for part in (self._system, self._user):
            if not part.is_valid():
                raise MissingText(f"{path}: dấu $ lẻ loi, viết $$ nếu muốn chữ $")
        used = {*self._system.get_identifiers(), *self._user.get_identifiers()}
        if used != set(self.samples):
            apart = ", ".join(sorted(used ^ set(self.samples)))
            raise MissingText(f"{path}: khai trong inputs và dùng trong bài phải khớp: {apart}")

    def filled(self, values: dict[str, str]) -> Prompt:
        if set(values) != set(self.samples):
            apart = ", ".join(sorted(set(values) ^ set(self.samples)))
            raise MissingText(f"prompts/{self._name}.md: {apart}")
        return Prompt(
            name=self._name,
            version=self._version,
            system=self._system.substitute(values),
            user=self._user.substitute(values),
        )


def _samples(path: Path, front: str) -> dict[str, str]:
    try:
        loaded: Any = yaml.safe_load(front)
        return {str(name): str(sample) for name, sample in loaded["inputs"].items()}
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise MissingText(f"{path}: inputs: {error}") from error
