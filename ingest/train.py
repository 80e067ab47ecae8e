"""Training: the static embedding, from pairs of a short text and the passage it leads to.

A text's vector is the mean of its pieces' vectors (StaticEmbedding of sentence-transformers),
and training pulls a short text towards its passage and away from the other passages of its
batch (MultipleNegativesRankingLoss; Henderson et al. 2017, arXiv:1705.00652), both ways. The
short texts are typed as citizens type, so that slips, short forms and raw Telex land near
what was meant. Two cores need about five minutes for 90,000 pairs.
"""

import json
import lzma
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bot.adapters.static_embedding import StaticEmbedding
from bot.domain.errors import NoModel
from bot.domain.values import Value
from bot.language.fold import fold
from bot.language.tokens import syllables
from ingest.evaluation.typist import Typist, Way
from ingest.folding_tokenizer import UNKNOWN, folding_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# How a short text is typed in training; without diacritics is the same to the tokenizer.
_WAYS = (
    *(Way.CLEAN,) * 4, *(Way.TYPO,) * 2, *(Way.ABBR,) * 2, *(Way.MIXED,) * 2, *(Way.TELEX,) * 2,
)  # fmt: skip
_SHARED_WORDS = 12
_WORDS = 80
_FEWEST_PIECES = 4
_WARM_UP = 0.1
_Pieces = NDArray[np.int32]
Pair = tuple[str, str]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What is trained and how. `size` pieces, `runs` of them runs of characters, each a
    vector of `dimension` numbers; `dropped` is the share of pieces left out of every text,
    `scale` what cosines are multiplied by in the loss."""

    size: int = 16_000
    runs: int = 4_000
    dimension: int = 256
    epochs: int = 4
    batch: int = 1_024
    rate: float = 0.02
    spread: float = 0.1
    scale: float = 30.0
    dropped: float = 0.1
    seed: int = 0


class Trained(Value):
    """What training did; `loss` is the last epoch's mean."""

    revision: str
    pairs: int
    left_out: int
    pieces: int
    dimension: int
    loss: float
    seconds: float


def read_pairs(file: Path) -> list[Pair]:
    """The pairs of a JSON Lines file of [source, short text, passage], packed with xz or not.
    Raises OSError or ValueError."""
    content = file.read_bytes()
    text = lzma.decompress(content) if file.suffix == ".xz" else content
    rows = [json.loads(line) for line in text.decode("utf-8").split("\n") if line.strip()]
    if not rows or not all(isinstance(row, list) and len(row) == 3 for row in rows):
        raise ValueError(f"{file}: not lines of [source, short text, passage]")
    return [(str(short), str(passage)) for _, short, passage in rows]


def apart_from(pairs: Iterable[Pair], labelled: Iterable[str]) -> list[Pair]:
    """The pairs whose passage shares no twelve words in a row with any labelled document, so
    that a set can still be a test."""
    shared: set[int] = set()
    for document in labelled:
        shared.update(_stretches(document))
    return [pair for pair in pairs if shared.isdisjoint(_stretches(pair[1]))]


def train(
    pairs: Sequence[Pair],
    typist: Typist,
    folder: Path,
    *,
    name: str,
    left_out: int = 0,
    progress: Progress = lambda doing: None,
    plan: Plan | None = None,
) -> Trained:
    """Train on pairs and write the model folder. Raises NoModel when sentence-transformers is
    not installed, ValueError with fewer pairs than a batch, OSError."""
    plan, started = plan or Plan(), time.perf_counter()
    if len(pairs) < plan.batch:
        raise ValueError(f"{len(pairs)} pairs are fewer than a batch of {plan.batch}")
    progress("Đếm âm tiết và lập bảng mảnh chữ")
    tokenizer = folding_tokenizer((text for pair in pairs for text in pair), plan.size, plan.runs)
    progress("Gõ lại các câu ngắn như người dân gõ, cắt mọi câu thành mảnh")
    passages = _pieces(tokenizer, [" ".join(p.split()[:_WORDS]) for _, p in pairs])
    chance = random.Random(plan.seed)
    typed = [typist.type(short, chance.choice(_WAYS)) for short, _ in pairs]
    as_written = _pieces(tokenizer, [short for short, _ in pairs])
    shorts = (_pieces(tokenizer, typed), as_written)
    vectors, loss = _fit(tokenizer, shorts, passages, plan, progress)
    progress("Ghi mô hình")
    revision = StaticEmbedding.write(folder, name, tokenizer.to_str(), vectors)
    return Trained(
        revision=revision,
        pairs=len(pairs),
        left_out=left_out,
        pieces=len(vectors),
        dimension=plan.dimension,
        loss=round(loss, 4),
        seconds=round(time.perf_counter() - started, 1),
    )


def _stretches(text: str) -> Iterator[int]:
    words = [fold(word) for word in syllables(text)]
    for at in range(len(words) - _SHARED_WORDS + 1):
        yield hash(tuple(words[at : at + _SHARED_WORDS]))


def _pieces(tokenizer: "Tokenizer", texts: Sequence[str]) -> list[_Pieces]:
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    return [np.array(one.ids, dtype=np.int32) for one in encoded]


def _fit(
    tokenizer: "Tokenizer",
    shorts: Sequence[list[_Pieces]],
    passages: list[_Pieces],
    plan: Plan,
    progress: Progress,
) -> tuple[NDArray[np.float32], float]:
    """The trained vectors and the last epoch's mean loss. Epochs take the ways of typing the
    short texts in turn."""
    model, loss_of, torch = _model(tokenizer, plan)
    steps = len(passages) // plan.batch
    optimizer = torch.optim.Adam(model.parameters(), lr=plan.rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=plan.rate, total_steps=plan.epochs * steps, pct_start=_WARM_UP
    )
    chance = np.random.default_rng(plan.seed)
    mean = 0.0
    for epoch in range(plan.epochs):
        order, losses = chance.permutation(len(passages)), []
        short = shorts[epoch % len(shorts)]
        for step in range(steps):
            rows = order[step * plan.batch : (step + 1) * plan.batch]
            sides = ([side[row] for row in rows] for side in (short, passages))
            features = [_features(_dropped(side, plan.dropped, chance)) for side in sides]
            loss = loss_of(features, None)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            if step % 10 == 0:
                progress(f"Vòng {epoch + 1}/{plan.epochs}, bước {step + 1}/{steps}")
        mean = float(np.mean(losses))
        progress(f"Vòng {epoch + 1}/{plan.epochs} xong, sai số {mean:.3f}")
    vectors: NDArray[np.float32] = model[0].embedding.weight.detach().numpy().copy()
    vectors[UNKNOWN] = 0
    return vectors, mean


def _model(tokenizer: "Tokenizer", plan: Plan) -> tuple[Any, Any, Any]:
    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding as Module
    except ImportError as error:
        raise NoModel(
            "Huấn luyện cần sentence-transformers; "
            "cài bằng: pip install 'camtay[semantic]' -c constraints.txt"
        ) from error
    torch.manual_seed(plan.seed)
    model = SentenceTransformer(
        modules=[Module(tokenizer, embedding_dim=plan.dimension)], device="cpu"
    )
    with torch.no_grad():
        model[0].embedding.weight.mul_(plan.spread)
        model[0].embedding.weight[UNKNOWN] = 0
    loss = MultipleNegativesRankingLoss(
        model,
        scale=plan.scale,
        directions=("query_to_doc", "doc_to_query"),
        partition_mode="per_direction",
    )
    return model, loss, torch


def _dropped(texts: Sequence[_Pieces], share: float, chance: np.random.Generator) -> list[_Pieces]:
    """The texts without that share of their pieces, so that no piece is leaned on alone."""
    return [
        text[chance.random(len(text)) >= share] if len(text) >= _FEWEST_PIECES else text
        for text in texts
    ]


def _features(texts: Sequence[_Pieces]) -> dict[str, Any]:
    """A batch as StaticEmbedding takes it: all pieces in a row, and where each text starts."""
    import torch

    starts = np.cumsum([0] + [len(text) for text in texts[:-1]])
    pieces = np.concatenate(texts).astype(np.int64)
    return {"input_ids": torch.from_numpy(pieces), "offsets": torch.from_numpy(starts)}
