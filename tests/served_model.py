"""A language model of any kind over a server on the loopback."""

from bot.adapters.langchain_chat import LangChainChat
from bot.adapters.model_address import ModelAddress, model_address
from bot.domain.draft import Prompt
from bot.settings import Settings

PROMPT = Prompt(name="compose", version="1", system="Bạn viết câu ngắn.", user="Lệ phí?")
KINDS = ("url", "text", "unstreamed", "openai", "anthropic", "ollama")
_OWN_DIALECTS = ("anthropic", "ollama")


def served_address(url: str, kind: str) -> ModelAddress:
    """Where a model of that kind is asked, on the server at that URL."""
    named = kind in ("openai", *_OWN_DIALECTS)
    settings = Settings(
        _env_file=None,
        model=f"{kind}:m" if named else None,
        model_url=url if kind in _OWN_DIALECTS else f"{url}/v1",
        model_key="key-of-the-model" if named else None,
    )
    address = model_address(settings)
    assert address is not None
    return address


def served_model(url: str, kind: str) -> LangChainChat:
    """A model of that kind on the server at that URL."""
    return LangChainChat(
        served_address(url, kind), "text" if kind == "text" else "schema", seconds=30
    )
