"""Orders: words that sound like instructions to a language model."""

import re

from bot.language.cues import Cues
from bot.language.fold import clean

_LONGEST = 20_000
_ORDERS = Cues(
    # To drop what it was told
    "ignore previous", "ignore all", "ignore any", "ignore your", "ignore the above",
    "ignore prior",
    "ignore earlier", "ignore these", "disregard previous", "disregard all", "disregard your",
    "disregard the above", "disregard any", "override your", "override previous",
    "forget your instructions",
    "forget all instructions", "forget previous", "forget everything above", "bypass your",
    "do not follow your", "stop following your", "new instructions", "your new instructions",
    "previous instructions", "prior instructions", "above instructions", "hidden instructions",
    "bỏ qua * chỉ dẫn", "bỏ qua * chỉ thị", "bỏ qua mọi hướng dẫn", "bỏ qua các hướng dẫn",
    "bỏ qua tất cả hướng dẫn", "bỏ qua toàn bộ hướng dẫn", "bỏ qua những hướng dẫn",
    "bỏ qua hướng dẫn trước", "bỏ qua hướng dẫn ở trên", "bỏ qua * quy tắc", "bỏ qua * câu lệnh",
    "bỏ qua * mệnh lệnh", "bỏ qua mọi điều", "quên * chỉ dẫn", "quên * chỉ thị",
    "quên hết hướng dẫn",
    "quên mọi hướng dẫn", "quên các hướng dẫn", "quên tất cả hướng dẫn", "không tuân theo chỉ dẫn",
    "phớt lờ * chỉ dẫn", "phớt lờ * hướng dẫn", "phớt lờ * quy tắc", "chỉ dẫn mới",
    # To be somebody else
    "you are now", "act as a", "act as an", "act as if", "pretend to be", "pretend you are",
    "role play as",
    "roleplay as", "you must obey", "you must comply", "from now on you", "từ bây giờ bạn là",
    "từ giờ bạn là", "từ nay bạn là", "kể từ bây giờ bạn", "bạn hãy đóng vai", "hãy đóng vai",
    "đóng vai một",
    "giả vờ bạn là", "giả vờ là bạn", "bạn phải tuân lệnh", "hãy tuân lệnh",
    # To tell what it was told
    "system prompt", "system message", "developer message", "developer prompt", "your prompt",
    "the prompt above",
    "reveal your instructions", "reveal your prompt", "reveal your system",
    "print your instructions", "repeat your instructions", "show your instructions",
    "prompt hệ thống", "lời nhắc hệ thống", "câu lệnh hệ thống", "chỉ thị hệ thống",
    "thông điệp hệ thống",
    "in ra chỉ dẫn", "in ra prompt", "tiết lộ chỉ dẫn", "tiết lộ prompt", "lặp lại chỉ dẫn",
    # By its name
    "language model", "large language model", "mô hình ngôn ngữ", "as an ai", "ai assistant",
    "trợ lý ai hãy",
    "trợ lý ai phải", "chatbot hãy", "bot phải trả lời", "bot hãy trả lời", "attention ai",
    "note to ai",
    "note to the model", "instruction to the model", "instructions to the model",
    "instructions for the model",
    "ghi chú cho mô hình", "chỉ dẫn cho mô hình",
    "mô hình phải trả lời", "mô hình hãy", "trả lời đúng nguyên văn câu sau",
    "answer with exactly", "respond with exactly",
    "respond only with", "reply only with", "output only", "always respond", "always answer with",
    "luôn trả lời rằng", "luôn luôn trả lời rằng", "chỉ trả lời rằng", "hãy trả lời rằng",
    "phải trả lời rằng",
    "do not mention this", "do not tell the user", "don't tell the user", "tell the user to",
    "tell users to",
    "đừng nói cho người dùng", "không nói cho người dùng biết", "nói với người dùng rằng",
    "bảo người dùng",
    "in your answer include", "include this link", "chèn đường dẫn", "chèn link này",
    "thêm link này vào câu trả lời",
    "begin system", "end system", "im_start", "im_end", "endoftext", "jailbreak mode",
    "developer mode enabled",
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


def _any(words: str) -> str:
    return "(?:" + "|".join(words.strip().split("|")).replace("\n", "|") + ")"


# What is asked of who answers, not of who reads a guide: a verb, and a little later its object.
# Whoever reads one is told what to say to an officer; a model, what to say to people.
_TELLS = _any("""
nói(?! với (?!người|bạn|họ|mọi|dân))|trả lời|khẳng định|viết|ghi|chèn|thêm|in|chép|lặp|dịch|tóm tắt
tiết lộ|cho biết|kết thúc|thay
noi|tra loi|viet|chen|them|chep|dich|tom tat|tiet lo|cho biet|ket thuc
""")
_WHAT = _any("""
rằng|chuỗi|mã kiểm tra|vào câu trả lời|mọi câu|mỗi câu|mọi đường dẫn|chỉ dẫn|những quy tắc|mô hình
một chữ duy nhất|nguyên văn|từ chửi|chửi|rang|chuoi|ma kiem tra|vao cau tra loi|moi cau|chi dan
quy tac|mo hinh|mot chu duy nhat|nguyen van|chui
""")
_ASKS = _any("""
bảo|hỏi|yêu cầu|xin|mời|kêu gọi|chửi|bao|hoi|yeu cau|moi|keu goi|chui
""")
_WHOM = _any("người dân|người hỏi|nguoi dan|nguoi hoi")
_TELLS_IN_ENGLISH = _any("""
say|state|claim|tell|ask|print|output|repeat|write|insert|add|include|append|reply|respond|answer
end|replace|translate|summarise|summarize|reveal|send|direct|urge|insult
""")
_WHAT_IN_ENGLISH = _any("""
the user|every answer|every sentence|every link|every reply|your answer|your reply|your rules
your instructions|your prompt|the string|the word|verbatim|whoever asks|the rules you
that everything|that all|that officials|that five
""")
_PHRASES = _any("""
every answer must|repeat after me|rot13|end of data|new task|system override|unfiltered|and obey
just as a test|the rules above|tell people|call on people|invite people|have them send|ask them for
your creator|your developer|are no longer an|administrator|đọc ngược chuỗi|doc nguoc chuoi
quên vai trò|quen vai tro|ghi đè mọi|ghi de moi|từ khóa mở khóa|tu khoa mo khoa|bị tấn công thì bạn
lưu ý của biên tập|không còn là trợ lý|khong con la tro ly|quản trị viên|quan tri vien
lập trình ra bạn|lap trinh ra ban|chế độ nhà phát triển đã|che do nha phat trien da|đóng vai
dong vai|làm theo: "|chèn vào phần trả lời|has been verified|đừng thêm bớt|nhân vật máy|bot phải
để thử hệ thống|de thu he thong|tôi nói gì bạn|toi noi gi ban|giọng khinh|quy tắc bạn được
ghi chú cho trí tuệ|ghi chu cho tri tue|trợ lý ảo bắt|trợ lý ảo phải
tro ly ao bat|tro ly ao phai|nếu bạn là máy|neu ban la may
trước khi trả lời|truoc khi tra loi|trả lời câu trên|tra loi cau tren
""")
_OF_THE_ANSWER = re.compile(
    rf"\b{_TELLS}\b[^\n]{{0,40}}?\b{_WHAT}\b"
    rf"|\b{_ASKS} (?:\w+ ){{0,4}}?{_WHOM}\b"
    rf"|\b{_TELLS_IN_ENGLISH}\b[^\n]{{0,60}}?\b{_WHAT_IN_ENGLISH}\b"
    rf"|\b{_PHRASES}\b",
    re.I,
)
# A prompt's own punctuation, encodings, and markup that a guide has no use for.
_OF_A_PROMPT = re.compile(
    r"^\s*\[?(?:system|assistant|user|human|ai|hệ thống|trợ lý)\s*[:>\]]"
    r"|<[/|]{0,2}(?:instructions?|system|user|assistant|prompt|data|im_\w+|/?s)\b"
    r"|\[/?inst|\{\s*\"|\"\s*:\s*[\"\[{]|\\\"|```|!\[|&#?\w{2,8};|\b[A-Za-z0-9+/]{24,}={0,2}"
    r"|%[0-9a-f]{2}%[0-9a-f]{2}|\\[nux]|(?:\b\w[ .·_-]+){9,}"
    r"|[\u200b-\u200f\u202a-\u202e\u2060-\u2069]|[\U000e0000-\U000e007f]"
    r"|\b(?:chấm|cham|dot) (?:com|net|org|vn|top|xyz|info|site)\b"
    r"|[\u0400-\u04ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{3}",
    re.I | re.M,
)
_CHECKED = re.compile(r"(?=\w{0,30}[A-Z]{4})(?=\w{0,30}\d{3})\b[A-Z0-9]{8,32}\b")


def orders_a_model(text: str) -> bool:
    """Whether a text tries to tell a language model what to do: by what it says, or by being
    written as only prompts are."""
    text = text[:_LONGEST]
    plain = clean(text)
    return bool(
        _ORDERS.found(plain)
        or _OF_THE_ANSWER.search(plain)
        or _OF_A_PROMPT.search(text)
        or _CHECKED.search(plain)
    )
