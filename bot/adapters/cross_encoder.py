"""A cross-encoder of sentence-transformers: any name of its hub, or a folder."""

from collections.abc import Sequence
from pathlib import Path

from bot.domain.errors import NoModel
from bot.language.fold import clean

_BATCH = 16
# Models read some 500 pieces of a pair, but tokenizers cut a 100 kB one in 50 s.
_LONGEST = 4_000


class CrossEncoderReranker:
    """A Reranker over a model with one output. Making one loads the model: see Background."""

    def __init__(self, name: str) -> None:
        """`name` is a hub name or a folder. Raises NoModel when the library or the model
        can't be loaded, or the model gives more than one number for a pair."""
        self._name = Path(name).name if Path(name).is_dir() else name
        try:
            from sentence_transformers import CrossEncoder

            self._model = CrossEncoder(name, device="cpu")
        except ImportError as error:
            raise NoModel(
                "CAMTAY_RERANKER cần thư viện sentence-transformers; "
                "cài bằng: pip install 'camtay[semantic]' -c constraints.txt"
            ) from error
        # A model fails to load in as many ways as there are architectures and networks.
        except Exception as error:
            first = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise NoModel(f"Không nạp được mô hình {name}: {first}") from error
        if self._model.num_labels != 1:
            raise NoModel(
                f"Mô hình {name} cho {self._model.num_labels} số một cặp; "
                "CAMTAY_RERANKER cần mô hình cho một số."
            )

    @property
    def name(self) -> str:
        """The hub name, or the folder's own."""
        return self._name

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        """How well each passage answers the question; see the Reranker port."""
        if not passages:
            return []
        asked = clean(query[:_LONGEST])
        pairs = [(asked, clean(passage[:_LONGEST])) for passage in passages]
        found = self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)
        return [float(score) for score in found]
