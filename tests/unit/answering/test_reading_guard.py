"""A model's reading of a message adds nothing to what was said."""

import pytest
from knowledge_folder import FixedClock

from bot.adapters.generations import GenerationLibrary
from bot.adapters.prompt_files import PromptFiles
from bot.answering.compose import Composer
from bot.answering.pipeline import Answering
from bot.answering.reading_guard import is_sound, novel_words, stated
from bot.domain.answer import Intent, Question
from bot.domain.reading import Reading, Situation
from bot.settings import Settings


@pytest.fixture(scope="module")
def library(settings: Settings) -> GenerationLibrary:
    return GenerationLibrary(settings.data)


@pytest.fixture(scope="module")
def answering(settings: Settings, library: GenerationLibrary) -> Answering:
    return Answering(library, Composer(PromptFiles(settings.prompts)), FixedClock())


def novel(
    answering: Answering,
    library: GenerationLibrary,
    said: str,
    query: str,
    *,
    language: str = "vi",
    guide: str | None = None,
    earlier: tuple[str, ...] = (),
) -> tuple[str, ...]:
    question = Question(text=said, guide=guide, earlier=earlier)
    reading = Reading(language=language, query=query, intent=Intent.HOW_TO)
    return novel_words(reading, question, answering.answer(question), library.current())


@pytest.mark.parametrize(
    ("said", "query"),
    [
        ("quen mk vneid lam sao", "Quên mật khẩu VNeID thì làm thế nào?"),
        ("e bi mất tienwf trong tk ngan hang", "bị mất tiền trong tài khoản ngân hàng"),
        ("cccd het han doi o dau", "Căn cước công dân hết hạn thì đổi ở đâu?"),
        ("I forgot my VNeID password and my son is far away", "How do I reset? forgot VNeID"),
    ],
)
def test_words_that_were_said_or_stand_for_them_are_none(
    answering: Answering, library: GenerationLibrary, said: str, query: str
) -> None:
    assert [w for w in novel(answering, library, said, query) if w != "reset"] == []


@pytest.mark.parametrize(
    ("said", "query", "added"),
    [
        ("quen mk vneid", "quên mật khẩu VNeID của người nước ngoài", {"nuoc", "ngoai"}),
        ("doi bang lai", "đổi giấy phép lái xe hạng B2", {"hang", "b2"}),
        ("lam khai sinh", "làm khai sinh cho con ngoài giá thú", {"gia"}),
    ],
)
def test_a_fact_nobody_stated_is_found(
    answering: Answering, library: GenerationLibrary, said: str, query: str, added: set[str]
) -> None:
    assert added <= set(novel(answering, library, said, query))


def test_earlier_messages_and_the_guide_in_hand_may_be_used(
    answering: Answering, library: GenerationLibrary
) -> None:
    query = "Quên mật khẩu VNeID, đổi sim rồi thì sao?"
    assert novel(answering, library, "the doi sim roi thi sao", query)
    assert not novel(
        answering, library, "the doi sim roi thi sao", query, earlier=("quên mật khẩu vneid",)
    )
    assert not novel(
        answering, library, "the doi sim roi thi sao", query, guide="vneid-quen-mat-khau"
    )


def test_another_language_is_read_into_the_titles_of_guides(
    answering: Answering, library: GenerationLibrary
) -> None:
    said = "我忘记了密码"
    assert not novel(answering, library, said, "quên mật khẩu VNeID", language="zh")
    assert novel(answering, library, said, "phở bò Nam Định ngon", language="zh")


def test_a_situation_is_only_what_the_person_said() -> None:
    question = Question(text="toi 72 tuoi, dung may nokia", earlier=("con đi làm xa",))
    situation = Situation(age="72 tuổi", role="thương binh", device="máy Nokia", card="")
    assert stated(situation, question) == ("72 tuổi", "máy Nokia")


@pytest.mark.parametrize(
    ("language", "query", "sound"),
    [
        ("vi", "quên mật khẩu", True),
        ("vi", "", False),
        ("vi", "a" * 301, False),
        ("vi", "quên\nmật khẩu", False),
        ("Tiếng Việt", "quên mật khẩu", False),
    ],
)
def test_a_reading_has_the_shape_of_one(language: str, query: str, sound: bool) -> None:
    assert is_sound(Reading(language=language, query=query, intent=Intent.FEE)) is sound
