"""A named model of sentence-transformers: any name of its hub, or a folder."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.domain.errors import NoModel
from bot.domain.search import ModelStamp, Vector
from bot.language.fold import clean

_BATCH = 32
_REVISION_FILES = ("modules.json", "config.json")


class SentenceTransformerEmbedder:
    """An Embedder over a model of sentence-transformers. Making one loads the model, which
    takes seconds and hundreds of megabytes: see Background."""

    def __init__(self, name: str, *, cache: Path | None = None) -> None:
        """`name` is a hub name or a folder; `cache` where downloads lie, the library's own
        place by default. Raises NoModel when the library or the model can't be loaded."""
        try:
            from sentence_transformers import SentenceTransformer

            self._model = SentenceTransformer(
                name, device="cpu", cache_folder=str(cache) if cache else None
            )
        except ImportError as error:
            raise NoModel(
                "CAMTAY_EMBEDDING cần thư viện sentence-transformers; "
                "cài bằng: pip install 'camtay[semantic]' -c constraints.txt"
            ) from error
        # A model fails to load in as many ways as there are architectures and networks.
        except Exception as error:
            raise NoModel(f"Không nạp được mô hình {name}: {_first_line(error)}") from error
        self._stamp = ModelStamp(
            model=Path(name).name if Path(name).is_dir() else name,
            revision=_revision(name, cache),
            dimension=self._model.get_embedding_dimension() or 0,
        )

    @property
    def stamp(self) -> ModelStamp:
        """The model's name, the commit of the hub or the SHA-256 of the folder's files, and
        its dimension."""
        return self._stamp

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text, with the model's prompt for passages where it has one."""
        return self._vectors(self._model.encode_document, [clean(text) for text in texts])

    def query(self, text: str) -> Vector:
        """The vector of a question, with the model's prompt for questions where it has one.
        One thread: with more, a busy machine answers a hundred times slower."""
        with _one_thread():
            return self._vectors(self._model.encode_query, [clean(text)])[0]

    @staticmethod
    def _vectors(encode: Any, texts: list[str]) -> list[Vector]:
        if not texts:
            return []
        vectors = encode(
            texts, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return [vector.tolist() for vector in vectors]


@contextmanager
def _one_thread() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _revision(name: str, cache: Path | None) -> str:
    if Path(name).is_dir():
        digest = hashlib.sha256()
        for path in sorted(p for p in Path(name).rglob("*") if p.is_file()):
            digest.update(str(path.relative_to(name)).encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()
    from huggingface_hub import try_to_load_from_cache

    full = name if "/" in name else f"sentence-transformers/{name}"
    for file in _REVISION_FILES:
        found = try_to_load_from_cache(full, file, cache_dir=cache)
        if isinstance(found, str):
            return Path(found).parent.name
    raise NoModel(f"Không biết bản của mô hình {name}; tải nó về một thư mục rồi đặt thư mục đó.")


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
