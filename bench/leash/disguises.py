"""Ways to write the same words so that a machine reads others."""

import random
import unicodedata
from collections.abc import Callable

_LOOK_ALIKE = str.maketrans("aeocpxyiHOAEKMTBC", "аеосрхуіНОАЕКМТВС")
_FULL_WIDTH = str.maketrans({chr(at): chr(at + 0xFEE0) for at in range(0x21, 0x7F)})
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_BOLD = str.maketrans("0123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
_KEYCAP = {ord(digit): f"{digit}\ufe0f\u20e3" for digit in "0123456789"}

DISGUISES: dict[str, Callable[[str], str]] = {
    "zero width": lambda text: "\u200b".join(text),
    "word joiner": lambda text: "\u2060".join(text),
    "soft hyphen": lambda text: "\u00ad".join(text),
    "apart": lambda text: unicodedata.normalize("NFD", text),
    "look-alike": lambda text: text.translate(_LOOK_ALIKE),
    "full width": lambda text: text.translate(_FULL_WIDTH),
    "Arabic digits": lambda text: text.translate(_ARABIC),
    "bold digits": lambda text: text.translate(_BOLD),
    "raised digits": lambda text: text.translate(_RAISED),
    "circled digits": lambda text: text.translate(_CIRCLED),
    "keycaps": lambda text: text.translate(_KEYCAP),
    "spaced": lambda text: " ".join(text),
    "no-break": lambda text: text.replace(" ", "\u00a0"),
    "turned": lambda text: f"\u202e{text[::-1]}\u202c",
    "no marks": lambda text: _unmarked(text),
    "capitals": lambda text: text.upper(),
}


def disguised(text: str, rng: random.Random) -> tuple[str, str]:
    """A text in a disguise that changes it, and which one."""
    ways = [way for way, put_on in DISGUISES.items() if put_on(text) != text]
    way = rng.choice(ways)
    return DISGUISES[way](text), way


def _unmarked(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
