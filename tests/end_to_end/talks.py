"""Ten conversations of people with the terminal chat, a language model at its side."""

import asyncio
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bot.adapters.generations import GenerationLibrary
from bot.app import SystemClock, loaded_models
from bot.back_office import model_days
from bot.domain.markup import plain
from bot.ports import Knowledge
from bot.settings import Settings
from ingest.pipeline import Ingest
from loopback.behaviours import Behaviour, Fails, Says
from loopback.chat_model import LoopbackChatModel
from loopback.dialects import ChatRequest

from .program import ROOT
from .scripted_talker import ScriptedTalker, Talk, Turn
from .terminal import Terminal, at_the_terminal

_SCRIPT = Path(__file__).with_name("talks.yaml")
_FORGET = "/xoa"
UNASKED = "không hỏi mô hình"
"""The outcome of a turn that no model took part in, as the record names it."""


@dataclass(frozen=True)
class Heard:
    """One turn as it went: what the screen showed, and what the ledger then knew more of."""

    turn: Turn
    screen: str
    outcome: str


@dataclass
class Played:
    """The conversations, over. `puzzled` holds what the model was asked beside its script."""

    knowledge: Knowledge
    talks: list[tuple[Talk, list[Heard]]] = field(default_factory=list)
    puzzled: list[str] = field(default_factory=list)

    @property
    def turns(self) -> list[Heard]:
        """Every turn, in order."""
        return [heard for _, turns in self.talks for heard in turns]


def in_a_row(text: str) -> str:
    """A text as one line, without the marks of lists."""
    return " ".join(re.sub(r"^\s*[-•] ", "", plain(text), flags=re.M).split())


def script() -> tuple[Talk, ...]:
    """The conversations as they are written down."""
    raw = yaml.safe_load(_SCRIPT.read_text(encoding="utf-8"))
    return tuple(Talk.model_validate(talk) for talk in raw)


def played(data: Path, folder: Path) -> Played:
    """Every conversation played to its end on a data folder with published guides, the model
    behind a server of OpenAI's dialect."""
    talks = script()
    knowledge = GenerationLibrary(data).current()
    result = Played(knowledge)
    talker = ScriptedTalker(talks, lambda chunk: _text_of(chunk, knowledge))

    def play(request: ChatRequest) -> Behaviour:
        wanted = (request.schema or {}).get("properties", {})
        try:
            return Says(talker.answer(request.user, list(wanted)))
        except AssertionError as error:
            result.puzzled.append(str(error))
            return Fails()

    with LoopbackChatModel(play) as model:
        url = f"{model.url}/v1"
        with at_the_terminal("talks", data, folder, CAMTAY_MODEL_URL=url) as terminal:
            for talk in talks:
                # The next one at the keyboard is somebody else.
                terminal.say(_FORGET)
                heard = [_heard(turn, terminal, data) for turn in talk.turns]
                result.talks.append((talk, heard))
    return result


def _heard(turn: Turn, terminal: Terminal, data: Path) -> Heard:
    before = _noted(data)
    screen = terminal.say(turn.said)
    new = list((_noted(data) - before).elements())
    assert len(new) < 2, new
    return Heard(turn, screen, "".join(new))


def _text_of(chunk: str, knowledge: Knowledge) -> str:
    found = knowledge.chunk(chunk)
    assert found is not None, f"no such chunk: {chunk}"
    return found.text


def _noted(data: Path) -> Counter[str]:
    """How many answers the ledger knows of each outcome."""
    days = asyncio.run(model_days(Settings(_env_file=None, data=data)))
    counted: Counter[str] = Counter()
    for day in days:
        counted[day.outcome] += day.answers
    return counted


# The record


def transcript(talks: Sequence[tuple[Talk, Sequence[Heard]]]) -> str:
    """The conversations to be read, as Markdown."""
    return "\n\n".join(part for talk, turns in talks for part in _told(talk, turns)) + "\n"


def outcome_lines(record: str) -> list[str]:
    """Every turn's line in a record that tells what the model did."""
    return [line for line in record.splitlines() if line.startswith(_MODEL)]


_MODEL = "*Mô hình* ("


def _told(talk: Talk, turns: Sequence[Heard]) -> Iterator[str]:
    yield f"## {talk.title}"
    for heard in turns:
        yield f"**Bạn ›** {heard.turn.said}"
        yield f"```text\n{heard.screen}\n```"
        yield f"{_MODEL}`{heard.outcome or UNASKED}`): {_did(heard)}"


def _did(heard: Heard) -> str:
    """What the model did in a turn, for who reads the record."""
    turn = heard.turn
    if not heard.outcome:
        return _NOT_ASKED_OF_DANGER if turn.danger else _NOT_ASKED
    outcome, _, fault = heard.outcome.partition(":")
    read = f"đọc tin thành “{turn.reading.query}”; " if turn.reading else ""
    drafted = [one.text for one in turn.draft.sentences] if turn.draft else []
    # What stands on the screen as it was drafted needs no repeating here.
    unsaid = [text for text in drafted if in_a_row(text) not in in_a_row(heard.screen)]
    said = " ".join(f"“{text}”" for text in (unsaid if outcome == "mended" else drafted))
    return read + _CAME_TO[outcome].format(said=said, fault=fault)


_NOT_ASKED = "hướng dẫn đã trả lời rõ, không cần mô hình."
_NOT_ASKED_OF_DANGER = "tin có dấu hiệu nguy hiểm thì trả lời ngay, không đợi mô hình."
_CAME_TO = {
    "worded": "viết mấy câu tóm tắt, câu nào cũng sát lời đoạn nó dẫn nên được đứng trước nguyên"
    " văn hướng dẫn.",
    "mended": "viết mấy câu tóm tắt, trong đó {said} không sát lời hướng dẫn (lỗi đầu:"
    " `{fault}`) nên thay bằng lời hướng dẫn, trong ngoặc kép, hoặc bỏ nếu lời ấy đã có ở dưới.",
    "said": "viết {said} Không sát lời hướng dẫn (lỗi đầu: `{fault}`), mà hướng dẫn ở dưới đã"
    " nói đúng điều ấy, nên không thêm câu nào.",
    "reread": "tìm lại theo câu ấy rồi trả lời bằng nguyên văn hướng dẫn.",
    "spared": "không giúp được gì thêm, trả lời vẫn là nguyên văn hướng dẫn.",
    "nothing": "nói rằng không đoạn nào trả lời được, nên không viết câu nào.",
    "faulty": "viết {said} Có điều bịa (`{fault}`) nên bỏ tất cả, người dân chỉ thấy nguyên văn"
    " hướng dẫn.",
}


def main(record: Path) -> None:
    """Play the conversations, print them, and write them down."""
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        models = loaded_models(Settings(_env_file=None))
        Ingest(ROOT / "knowledge", data, SystemClock(), models).sync()
        result = played(data, Path(folder))
    assert result.puzzled == [], result.puzzled
    astray = [heard for heard in result.turns if heard.outcome != heard.turn.outcome]
    assert astray == [], astray
    text = transcript(result.talks)
    print(text)
    record.write_text(_HEAD + text, encoding="utf-8")


_HEAD = """# Mười cuộc trò chuyện có mô hình ngôn ngữ

Kịch bản chạy thật: chương trình `camtay chat` và một máy chủ nói tiếng của OpenAI trên chính máy
này. Sau máy chủ không phải mô hình thật mà là một kịch bản: mỗi câu nó đọc và viết đúng như một mô
hình tốt nên làm; riêng hai lần, ở cuộc thứ tư và cuộc cuối, nó cố ý bịa. Chỗ nào nó nói không sát
lời hướng dẫn thì màn hình trích chính lời ấy, trong ngoặc kép, hoặc bỏ. Khung chữ là màn hình người
dân thấy; dòng dưới khung nói mô hình đã làm gì, theo sổ của chương trình (`camtay model`).
`make talks` viết lại trang này.

"""

if __name__ == "__main__":
    main(Path(sys.argv[1]))
