"""Where a language model is asked, as the settings say it."""

import sys
from typing import Any

import pytest

from bot.adapters.model_address import ModelAddress, judge_address, model_address
from bot.domain.errors import NoModel
from bot.settings import Settings


def settings(**given: Any) -> Settings:
    nothing: dict[str, Any] = {"model": None, "model_url": None, "model_key": None}
    return Settings(_env_file=None, **nothing | {"model_judge": None} | given)


def address(**given: Any) -> ModelAddress:
    found = model_address(settings(**given))
    assert found is not None
    return found


def test_settings_that_name_no_model_have_no_address() -> None:
    assert model_address(settings()) is None
    assert judge_address(settings(model_judge="openai:m")) is None


@pytest.mark.parametrize(
    ("model", "endpoint"),
    [
        ("openai:gpt-5", "https://api.openai.com/v1"),
        ("anthropic:claude-haiku-4-5", "https://api.anthropic.com"),
        ("google_genai:gemini-2.5-flash", "https://generativelanguage.googleapis.com"),
        ("ollama:qwen3:8b", "http://127.0.0.1:11434"),
    ],
)
def test_a_provider_in_front_of_the_model_has_an_endpoint_of_its_own(
    model: str, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ModelAddress, "installed", True)
    found = address(model=model, model_key="k")

    assert (found.name, f"{found.provider}:{found.model}") == (model, model)
    assert found.endpoint == endpoint


@pytest.mark.parametrize(
    ("model", "name"),
    [(None, "default"), ("qwen3:8b", "qwen3:8b"), ("vinai/phogpt", "vinai/phogpt")],
)
def test_an_own_server_is_named_by_its_url_and_needs_no_key(model: str | None, name: str) -> None:
    found = address(model=model, model_url="http://127.0.0.1:8000/v1")

    assert (found.name, found.provider, found.model) == (f"url:{name}", "openai", name)
    assert found.endpoint == "http://127.0.0.1:8000/v1"
    assert found.key is None


def test_a_named_provider_can_be_elsewhere() -> None:
    found = address(model="ollama:qwen3", model_url="http://10.0.0.5:11434")

    assert (found.provider, found.endpoint) == ("ollama", "http://10.0.0.5:11434")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"model": "gpt-5"}, "openai:…"),
        ({"model": "mistral:large", "model_key": "k"}, "openai:…"),
        ({"model": "openai:", "model_key": "k"}, "CAMTAY_MODEL_URL"),
        ({"model": "openai:gpt-5"}, "CAMTAY_MODEL_KEY"),
        ({"model": "anthropic:claude", "model_key": " "}, "CAMTAY_MODEL_KEY"),
        ({"model_url": "127.0.0.1:8000"}, "http://127.0.0.1:8000/v1"),
        ({"model_url": "http://["}, "CAMTAY_MODEL_URL"),
        ({"model_url": "ftp://may.vn"}, "CAMTAY_MODEL_URL"),
    ],
)
def test_what_cannot_be_followed_is_told_in_one_sentence(given: dict[str, Any], said: str) -> None:
    with pytest.raises(NoModel) as raised:
        model_address(settings(**given))

    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("model", "package", "extra"),
    [
        ("openai:m", "langchain_openai", "openai"),
        ("anthropic:m", "langchain_anthropic", "anthropic"),
        ("google_genai:m", "langchain_google_genai", "google"),
        ("ollama:m", "langchain_ollama", "ollama"),
    ],
)
def test_a_missing_package_is_named_with_the_extra_that_brings_it(
    model: str, package: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(NoModel) as raised:
        model_address(settings(model=model, model_key="k"))

    assert package.replace("_", "-") in str(raised.value)
    assert f"pip install '.[{extra}]'" in str(raised.value)


def test_a_judge_is_asked_at_the_same_service() -> None:
    both = settings(model="openai:small", model_judge="large", model_key="k")
    named = settings(model="openai:small", model_judge="openai:large", model_key="k")
    own = settings(model_url="http://127.0.0.1:8000/v1", model_judge="large")

    found = [judge_address(one) for one in (both, named, own)]

    assert [one.name for one in found if one] == ["openai:large", "openai:large", "url:large"]
    assert found[2] is not None
    assert found[2].endpoint == "http://127.0.0.1:8000/v1"


def test_the_key_of_one_service_is_not_shown_to_another() -> None:
    with pytest.raises(NoModel, match="CAMTAY_MODEL_JUDGE"):
        judge_address(settings(model="openai:m", model_judge="anthropic:m", model_key="k"))


@pytest.mark.parametrize(
    ("url", "nearby", "abroad"),
    [
        ("http://127.0.0.1:8000/v1", True, False),
        ("http://[::1]:8000/v1", True, False),
        ("http://localhost:8000/v1", True, False),
        ("http://10.1.2.3/v1", True, False),
        ("http://192.168.1.9/v1", True, False),
        ("http://vllm:8000/v1", True, False),
        ("http://may.local/v1", True, False),
        ("https://api.fpt.vn/v1", False, False),
        ("https://mkp-api.VN./v1", False, False),
        ("https://api.example.com/v1", False, True),
        ("https://vn.example.com/v1", False, True),
        ("https://evil-vn/v1", True, False),
        ("https://notvn.com/v1", False, True),
        ("http://8.8.8.8/v1", False, True),
        ("http://172.32.0.1/v1", False, True),
    ],
)
def test_an_endpoint_is_nearby_in_the_country_or_abroad(
    url: str, nearby: bool, abroad: bool
) -> None:
    found = address(model_url=url)

    assert (found.nearby, found.abroad) == (nearby, abroad)


def test_words_that_would_cross_the_net_in_clear_are_noticed() -> None:
    urls = ("http://api.fpt.vn/v1", "https://api.fpt.vn/v1", "http://10.1.2.3/v1")

    assert [address(model_url=url).in_clear for url in urls] == [True, False, False]


def test_an_endpoint_is_shown_without_what_is_secret_in_it() -> None:
    found = address(model_url="https://lan:mat-khau@api.fpt.vn:8443/v1?key=bi-mat")

    assert found.place == "https://api.fpt.vn:8443/v1"
