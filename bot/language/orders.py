"""Orders: words that sound like instructions to a language model."""

from bot.language.cues import Cues
from bot.language.fold import clean

_ORDERS = Cues(
    "ignore previous", "ignore all", "ignore your", "ignore the above", "disregard previous",
    "disregard all", "forget your instructions", "system prompt", "prompt hệ thống",
    "you are now", "jailbreak", "bỏ qua * chỉ dẫn", "bỏ qua mọi hướng dẫn", "bỏ qua các hướng dẫn",
    "bỏ qua hướng dẫn trước", "bỏ qua các quy tắc", "bỏ qua mọi quy tắc", "quên hết * chỉ dẫn",
    "từ bây giờ bạn là", "từ giờ bạn là", "mô hình ngôn ngữ", "language model",
)  # fmt: skip


def orders_a_model(text: str) -> bool:
    """Whether a text tries to tell a language model what to do."""
    return _ORDERS.found(clean(text))
