"""Where a language model is asked: read from the settings, without loading anything of it."""

import ipaddress
from importlib.util import find_spec
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.domain.errors import NoModel
from bot.domain.values import Value
from bot.settings import Settings

UNNAMED = "default"
"""The model of a server that serves a single one."""
_OWN_SERVER = "url"
_NEARBY = (".local", ".internal", ".lan", ".home.arpa")


class _Provider(Value):
    """A kind of service: LangChain's name of it, the package it needs, the extra that brings
    the package, its own endpoint, whether it asks for a key."""

    name: str
    package: str
    extra: str
    endpoint: str = ""
    needs_key: bool = True


_PROVIDERS = {
    "openai": _Provider(
        name="openai",
        package="langchain_openai",
        extra="openai",
        endpoint="https://api.openai.com/v1",
    ),
    "anthropic": _Provider(
        name="anthropic",
        package="langchain_anthropic",
        extra="anthropic",
        endpoint="https://api.anthropic.com",
    ),
    "google_genai": _Provider(
        name="google_genai",
        package="langchain_google_genai",
        extra="google",
        endpoint="https://generativelanguage.googleapis.com",
    ),
    "ollama": _Provider(
        name="ollama",
        package="langchain_ollama",
        extra="ollama",
        endpoint="http://127.0.0.1:11434",
        needs_key=False,
    ),
    _OWN_SERVER: _Provider(
        name="openai", package="langchain_openai", extra="openai", needs_key=False
    ),
}
_NAMED = ", ".join(f"{name}:…" for name in _PROVIDERS if name != _OWN_SERVER)


class ModelAddress(Value):
    """A language model and where it is asked. `provider` is LangChain's name of the dialect
    that `endpoint` speaks, `package` the one that speaks it, and `extra` brings the package."""

    name: str
    provider: str
    model: str
    endpoint: str
    package: str
    extra: str
    key: SecretStr | None = None

    @property
    def host(self) -> str:
        """The endpoint's host, without its port."""
        return urlsplit(self.endpoint).hostname or ""

    @property
    def place(self) -> str:
        """The endpoint without what may be secret in it: a user, a password, a query."""
        parts = urlsplit(self.endpoint)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"

    @property
    def nearby(self) -> bool:
        """Whether the endpoint is this machine or one in its own network, by its name."""
        host = self.host.removesuffix(".")
        try:
            return ipaddress.ip_address(host).is_private
        except ValueError:
            return "." not in host or host.endswith(_NEARBY)

    @property
    def abroad(self) -> bool:
        """Whether the endpoint is taken for one outside Viet Nam: it is neither nearby nor
        under .vn. Where its machines really are can't be seen from here."""
        return not self.nearby and not self.host.removesuffix(".").endswith(".vn")

    @property
    def in_clear(self) -> bool:
        """Whether words would cross other people's networks unencrypted."""
        return not self.nearby and self.endpoint.lower().startswith("http:")

    @property
    def installed(self) -> bool:
        """Whether the package is there; nothing is imported for it."""
        return find_spec(self.package) is not None


def model_address(settings: Settings) -> ModelAddress | None:
    """The model the settings name; None where they name none. Raises NoModel with one
    sentence when they can't be followed, also for a missing package."""
    if settings.model is None and settings.model_url is None:
        return None
    return _address(settings, settings.model or UNNAMED)


def judge_address(settings: Settings) -> ModelAddress | None:
    """The judge the settings name, at the service and with the key of the model; None where
    they name no judge or no model. Raises NoModel."""
    model = model_address(settings)
    if model is None or settings.model_judge is None:
        return None
    provider, name = _split(settings.model_judge)
    kind = model.name.partition(":")[0]
    # The key of one service is not shown to another.
    if provider not in (None, kind):
        raise NoModel(
            "CAMTAY_MODEL_JUDGE phải ở cùng nơi với CAMTAY_MODEL, vì hai mô hình dùng chung khóa."
        )
    return _address(settings, name if kind == _OWN_SERVER else f"{kind}:{name}")


def _address(settings: Settings, named: str) -> ModelAddress:
    provider, model = _split(named)
    if provider is None and settings.model_url is not None:
        provider = _OWN_SERVER
    if provider is None or not model:
        raise NoModel(
            f"CAMTAY_MODEL={named} chưa nói rõ nơi chạy: viết {_NAMED}, hoặc đặt CAMTAY_MODEL_URL."
        )
    kind = _PROVIDERS[provider]
    key = settings.model_key
    if kind.needs_key and (key is None or not key.get_secret_value().strip()):
        raise NoModel(f"Mô hình {provider}:{model} cần khóa: đặt CAMTAY_MODEL_KEY trong .env.")
    address = ModelAddress(
        name=f"{provider}:{model}",
        provider=kind.name,
        model=model,
        endpoint=_endpoint(settings.model_url) if settings.model_url else kind.endpoint,
        package=kind.package,
        extra=kind.extra,
        key=key,
    )
    if not address.installed:
        raise NoModel(
            f"Mô hình {address.name} cần thư viện {kind.package.replace('_', '-')}; "
            f"cài bằng: pip install '.[{kind.extra}]' -c constraints.txt"
        )
    return address


def _split(named: str) -> tuple[str | None, str]:
    """A provider's name, where one stands in front, and the model's: `qwen3:8b` has none."""
    provider, colon, model = named.strip().partition(":")
    known = colon and provider in _PROVIDERS and provider != _OWN_SERVER
    return (provider, model.strip()) if known else (None, named.strip())


def _endpoint(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise NoModel("CAMTAY_MODEL_URL phải là một địa chỉ như http://127.0.0.1:8000/v1.")
    return url.strip()
