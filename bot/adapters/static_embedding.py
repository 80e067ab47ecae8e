"""The static embedding: a text's vector is the mean of its pieces' vectors (tokenizers, numpy).

It reads the folder that `camtay-kb train` writes and gives the vectors that
sentence-transformers gives for the same folder, without torch, in about 0.2 ms.

```
config.json        name, revision (the SHA-256 of the two files below), dimension
tokenizer.json     a tokenizer of the library `tokenizers`
model.safetensors  `embeddings` int8 (pieces, dimension), `weights` float32 (pieces), a row's scale
modules.json       for sentence-transformers only
```
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.domain.errors import DamagedModel
from bot.domain.search import ModelStamp, Vector
from bot.language.fold import clean

_TYPES: dict[str, np.dtype[Any]] = {"I8": np.dtype("i1"), "F32": np.dtype("<f4")}
_LENGTH_BYTES = 8
_MODULES = [
    {
        "idx": 0,
        "name": "0",
        "path": "",
        "type": "sentence_transformers.models.StaticEmbedding",
    },
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.models.Normalize",
    },
]


class StaticEmbedding:
    """An Embedder over a model folder."""

    def __init__(self, folder: Path) -> None:
        """Raises DamagedModel when a file is missing, cut short, changed or does not fit."""
        from tokenizers import Tokenizer

        try:
            pieces, tensors = _content(folder)
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            if config["revision"] != _revision(pieces, tensors):
                raise ValueError("its files are not those of its revision")
            self._stamp = ModelStamp(
                model=config["name"], revision=config["revision"], dimension=config["dimension"]
            )
            read = _read_tensors(tensors)
            self._rows, self._scales = read["embeddings"], read["weights"][:, None]
            self._tokenizer = Tokenizer.from_str(pieces.decode("utf-8"))
            if self._rows.shape != (self._tokenizer.get_vocab_size(), self._stamp.dimension):
                raise ValueError(f"its vectors are {self._rows.shape}")
            if len(self._scales) != len(self._rows):
                raise ValueError("its vectors and their scales differ in number")
        # The tokenizers library raises plain Exception on a file it can't read.
        except Exception as error:
            raise DamagedModel(
                f"Mô hình trong {folder} bị hỏng ({error}); cài lại hoặc đặt CAMTAY_EMBEDDING=none."
            ) from error

    @classmethod
    def write(cls, folder: Path, name: str, pieces: str, vectors: NDArray[np.float32]) -> str:
        """Write a model folder and give its revision. `pieces` is the tokenizer's JSON,
        `vectors` (pieces, dimension) are rounded to 127 levels of each row's largest value.
        Raises OSError."""
        scales = np.abs(vectors).max(axis=1) / 127
        rows = np.round(vectors / np.where(scales == 0, 1, scales)[:, None]).astype(np.int8)
        tensors = _tensor_bytes({"embeddings": rows, "weights": scales.astype(np.float32)})
        revision = _revision(pieces.encode(), tensors)
        config = {"name": name, "revision": revision, "dimension": int(vectors.shape[1])}
        (folder / "1_Normalize").mkdir(parents=True, exist_ok=True)
        (folder / "tokenizer.json").write_text(pieces, encoding="utf-8")
        (folder / "model.safetensors").write_bytes(tensors)
        _write_json(folder / "config.json", config)
        _write_json(folder / "modules.json", _MODULES)
        _write_json(folder / "1_Normalize" / "config.json", {})
        return revision

    @property
    def stamp(self) -> ModelStamp:
        """Which model makes the vectors."""
        return self._stamp

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text."""
        read = self._tokenizer.encode_batch(list(map(clean, texts)), add_special_tokens=False)
        return [self._vector(one.ids) for one in read]

    def query(self, text: str) -> Vector:
        """The vector of a text; zeros when no piece of it is known."""
        return self._vector(self._tokenizer.encode(clean(text), add_special_tokens=False).ids)

    def _vector(self, ids: list[int]) -> Vector:
        total = (self._rows[ids] * self._scales[ids]).sum(axis=0)
        vector: list[float] = (total / (float(np.linalg.norm(total)) or 1.0)).tolist()
        return vector


def _content(folder: Path) -> tuple[bytes, bytes]:
    return (folder / "tokenizer.json").read_bytes(), (folder / "model.safetensors").read_bytes()


def _revision(pieces: bytes, tensors: bytes) -> str:
    return hashlib.sha256(pieces + tensors).hexdigest()


def _read_tensors(content: bytes) -> dict[str, NDArray[Any]]:
    """The arrays of a safetensors file: the length of a JSON header, the header with every
    array's type, shape and place, and the bytes (https://github.com/huggingface/safetensors)."""
    start = _LENGTH_BYTES + int.from_bytes(content[:_LENGTH_BYTES], "little")
    header = json.loads(content[_LENGTH_BYTES:start])
    found = {}
    for name, entry in header.items():
        if name != "__metadata__":
            first, last = entry["data_offsets"]
            flat = np.frombuffer(content[start + first : start + last], _TYPES[entry["dtype"]])
            found[name] = flat.reshape(entry["shape"])
    return found


def _tensor_bytes(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    names = {kind: name for name, kind in _TYPES.items()}
    header, at = {}, 0
    for name, array in arrays.items():
        end = at + array.nbytes
        header[name] = {
            "dtype": names[array.dtype],
            "shape": array.shape,
            "data_offsets": (at, end),
        }
        at = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _LENGTH_BYTES)
    body = b"".join(array.tobytes() for array in arrays.values())
    return len(text).to_bytes(_LENGTH_BYTES, "little") + text + body


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
