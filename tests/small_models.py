"""Small models made on the spot: real ones of sentence-transformers, and fakes of the ports."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.adapters.static_embedding import StaticEmbedding
from bot.domain.search import ModelStamp, Vector
from bot.language.fold import fold
from bot.language.tokens import syllables
from ingest.folding_tokenizer import UNKNOWN, folding_tokenizer

TEXTS = (
    "Quên mật khẩu VNeID thì lấy lại thế nào",
    "Đặt lại mật khẩu đăng nhập ứng dụng",
    "Đăng ký tạm trú cho người thuê nhà",
    "Khai tạm trú qua Cổng dịch vụ công",
    "Cấp lại giấy phép lái xe đã mất",
)
WHY_SKIPPED = "needs sentence-transformers: pip install '.[semantic]' -c constraints.txt"


class WordsEmbedder:
    """An Embedder that counts folded words, each in a place of its own; other words are
    unknown to it."""

    def __init__(self, words: Sequence[str]) -> None:
        self._places = {word: at for at, word in enumerate(dict.fromkeys(words))}
        self.stamp = ModelStamp(model="words", revision="1", dimension=len(self._places))

    def passages(self, texts: Sequence[str]) -> list[Vector]:
        return [self.query(text) for text in texts]

    def query(self, text: str) -> Vector:
        counts = [0.0] * len(self._places)
        for word in syllables(fold(text)):
            if word in self._places:
                counts[self._places[word]] += 1
        length = sum(count * count for count in counts) ** 0.5 or 1.0
        return [count / length for count in counts]


class SharedWordsReranker:
    """A Reranker that counts the folded words a passage shares with the question."""

    name = "shared words"

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        asked = set(syllables(fold(query)))
        return [float(len(asked & set(syllables(fold(text))))) for text in passages]


def words_embedder() -> WordsEmbedder:
    """The fake, knowing the words of TEXTS."""
    return WordsEmbedder([word for text in TEXTS for word in syllables(fold(text))])


def write_static(folder: Path) -> Path:
    """A static embedding of 32 numbers that knows TEXTS; its vectors are drawn, not trained."""
    tokenizer = folding_tokenizer(TEXTS * 5, size=300, runs=200)
    vectors = np.random.default_rng(0).normal(size=(tokenizer.get_vocab_size(), 32))
    vectors[UNKNOWN] = 0
    StaticEmbedding.write(folder, "small", tokenizer.to_str(), vectors.astype(np.float32))
    return folder


def write_transformer(folder: Path, prompts: Mapping[str, str] | None = None) -> Path:
    """A transformer of one layer, drawn, not trained, saved by sentence-transformers."""
    pytest.importorskip("sentence_transformers", reason=WHY_SKIPPED)
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    base = folder / "base"
    BertModel(_bert()).save_pretrained(base)
    _bert_tokenizer().save_pretrained(base)
    body = Transformer(str(base))
    model = SentenceTransformer(
        modules=[body, Pooling(body.get_embedding_dimension())],
        device="cpu",
        prompts=dict(prompts) if prompts else None,
    )
    model.save(str(folder / "model"))
    return folder / "model"


def write_cross_encoder(folder: Path, labels: int = 1) -> Path:
    """A cross-encoder of one layer, drawn, not trained."""
    pytest.importorskip("sentence_transformers", reason=WHY_SKIPPED)
    from transformers import BertForSequenceClassification

    config = _bert()
    config.num_labels = labels
    BertForSequenceClassification(config).save_pretrained(folder)
    _bert_tokenizer().save_pretrained(folder)
    return folder


def _vocabulary() -> list[str]:
    words = sorted({word for text in TEXTS for word in syllables(fold(text))})
    return ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]


def _bert():
    import torch
    from transformers import BertConfig

    torch.manual_seed(0)
    return BertConfig(
        vocab_size=len(_vocabulary()),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )


def _bert_tokenizer():
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    places = {word: at for at, word in enumerate(_vocabulary())}
    tokenizer = Tokenizer(models.WordLevel(places, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_max_length=64,
    )
