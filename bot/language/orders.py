"""Orders: words that sound like instructions to a language model."""

from bot.language.cues import Cues
from bot.language.fold import clean

_ORDERS = Cues(
    # To drop what it was told
    "ignore previous", "ignore all", "ignore any", "ignore your", "ignore the above", "ignore prior",
    "ignore earlier", "ignore these", "disregard previous", "disregard all", "disregard your",
    "disregard the above", "disregard any", "override your", "override previous", "forget your instructions",
    "forget all instructions", "forget previous", "forget everything above", "bypass your",
    "do not follow your", "stop following your", "new instructions", "your new instructions",
    "previous instructions", "prior instructions", "above instructions", "hidden instructions",
    "bỏ qua * chỉ dẫn", "bỏ qua * chỉ thị", "bỏ qua mọi hướng dẫn", "bỏ qua các hướng dẫn",
    "bỏ qua tất cả hướng dẫn", "bỏ qua toàn bộ hướng dẫn", "bỏ qua những hướng dẫn",
    "bỏ qua hướng dẫn trước", "bỏ qua hướng dẫn ở trên", "bỏ qua * quy tắc", "bỏ qua * câu lệnh",
    "bỏ qua * mệnh lệnh", "bỏ qua mọi điều", "quên * chỉ dẫn", "quên * chỉ thị", "quên hết hướng dẫn",
    "quên mọi hướng dẫn", "quên các hướng dẫn", "quên tất cả hướng dẫn", "không tuân theo chỉ dẫn",
    "phớt lờ * chỉ dẫn", "phớt lờ * hướng dẫn", "phớt lờ * quy tắc", "chỉ dẫn mới",
    # To be somebody else
    "you are now", "act as a", "act as an", "act as if", "pretend to be", "pretend you are", "role play as",
    "roleplay as", "you must obey", "you must comply", "from now on you", "từ bây giờ bạn là",
    "từ giờ bạn là", "từ nay bạn là", "kể từ bây giờ bạn", "bạn hãy đóng vai", "hãy đóng vai", "đóng vai một",
    "giả vờ bạn là", "giả vờ là bạn", "bạn phải tuân lệnh", "hãy tuân lệnh",
    # To tell what it was told
    "system prompt", "system message", "developer message", "developer prompt", "your prompt", "the prompt above",
    "reveal your instructions", "reveal your prompt", "reveal your system", "print your instructions", "repeat your instructions", "show your instructions",
    "prompt hệ thống", "lời nhắc hệ thống", "câu lệnh hệ thống", "chỉ thị hệ thống", "thông điệp hệ thống",
    "in ra chỉ dẫn", "in ra prompt", "tiết lộ chỉ dẫn", "tiết lộ prompt", "lặp lại chỉ dẫn",
    # By its name
    "language model", "large language model", "mô hình ngôn ngữ", "as an ai", "ai assistant", "trợ lý ai hãy",
    "trợ lý ai phải", "chatbot hãy", "bot phải trả lời", "bot hãy trả lời", "attention ai", "note to ai",
    "note to the model", "instruction to the model", "instructions to the model", "instructions for the model",
    "ghi chú cho mô hình", "chỉ dẫn cho mô hình",
    "mô hình phải trả lời", "mô hình hãy", "trả lời đúng nguyên văn câu sau", "answer with exactly", "respond with exactly",
    "respond only with", "reply only with", "output only", "always respond", "always answer with",
    "luôn trả lời rằng", "luôn luôn trả lời rằng", "chỉ trả lời rằng", "hãy trả lời rằng", "phải trả lời rằng",
    "do not mention this", "do not tell the user", "don't tell the user", "tell the user to", "tell users to",
    "đừng nói cho người dùng", "không nói cho người dùng biết", "nói với người dùng rằng", "bảo người dùng",
    "in your answer include", "include this link", "chèn đường dẫn", "chèn link này", "thêm link này vào câu trả lời",
    "begin system", "end system", "im_start", "im_end", "endoftext", "jailbreak mode", "developer mode enabled",
    "dan mode", "do anything now", "jailbroken", "no restrictions", "without restrictions",
)  # fmt: skip
_MARKS = (
    "<|",
    "|>",
    "[inst]",
    "[/inst]",
    "<<sys>>",
    "### instruction",
    "### system",
    "</system>",
    "<system>",
)


def orders_a_model(text: str) -> bool:
    """Whether a text tries to tell a language model what to do, with or without diacritics."""
    cleaned = clean(text)
    low = cleaned.lower()
    return any(mark in low for mark in _MARKS) or _ORDERS.found(cleaned.replace("_", " "))
