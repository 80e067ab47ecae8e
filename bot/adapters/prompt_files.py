"""The prompts folder: the assistant's fixed sentences. A Replies."""

from pathlib import Path
from string import Template
from typing import Any

import yaml

from bot.domain.errors import MissingText

LANGUAGES = ("vi", "en")
# libyaml's, where PyYAML was built with it: twelve times as fast, an eighth of a start.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class PromptFiles:
    """Fixed sentences read once from `replies/<language>.yaml`."""

    def __init__(self, folder: Path) -> None:
        """Raises MissingText when a language's file can't be read."""
        self._texts = {
            language: _read(folder / "replies" / f"{language}.yaml") for language in LANGUAGES
        }

    def text(self, language: str, key: str, **values: str) -> str:
        """The sentence in that language, Vietnamese for any other; `$name` filled in."""
        texts = self._texts.get(language, self._texts["vi"])
        try:
            return Template(texts[key]).substitute(values)
        except (KeyError, ValueError) as error:
            raise MissingText(f"{language}: {key}: {error}") from error

    def keys(self, language: str) -> frozenset[str]:
        """Every key of a language."""
        return frozenset(self._texts[language])


def _read(path: Path) -> dict[str, str]:
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, yaml.YAMLError) as error:
        raise MissingText(f"{path}: {error}") from error
    return dict(_flat(loaded, ""))


def _flat(node: Any, prefix: str) -> list[tuple[str, str]]:
    if not isinstance(node, dict):
        return [(prefix.rstrip("."), str(node))]
    return [pair for key, value in node.items() for pair in _flat(value, f"{prefix}{key}.")]
