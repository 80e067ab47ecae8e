"""Numbers as people say them, in Vietnamese and English."""

_VI = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_EN = tuple(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen".split()
)
_EN_TENS = tuple("_ _ twenty thirty forty fifty sixty seventy eighty ninety".split())
_SCALES = {
    "vi": ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn")),
    "en": ((10**9, "billion"), (10**6, "million"), (10**3, "thousand")),
}


def in_words(number: int, language: str) -> str:
    """A number of 0 to 999 thousand millions in words."""
    if number == 0:
        return _VI[0] if language == "vi" else _EN[0]
    said = []
    for scale, name in _SCALES[language]:
        many, number = divmod(number, scale)
        if many:
            said.append(f"{_below_thousand(many, language)} {name}")
    if number:
        said.append(_below_thousand(number, language))
    return " ".join(said)


def digits_in_words(digits: str, language: str) -> str:
    """Digits one by one."""
    names = _VI if language == "vi" else _EN
    return " ".join(names[int(digit)] for digit in digits)


def _below_thousand(number: int, language: str) -> str:
    return _vietnamese(number) if language == "vi" else _english(number)


def _vietnamese(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = [_VI[hundreds], "trăm"] if hundreds else []
    if tens == 0 and ones:
        return " ".join([*said, *(["linh"] if hundreds else []), _VI[ones]])
    if tens:
        said += ["mười"] if tens == 1 else [_VI[tens], "mươi"]
    if ones:
        said.append({1: "mốt" if tens > 1 else "một", 5: "lăm"}.get(ones, _VI[ones]))
    return " ".join(said)


def _english(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    said = [_EN[hundreds], "hundred"] if hundreds else []
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        said.append(f"{_EN_TENS[tens]}-{_EN[ones]}" if ones else _EN_TENS[tens])
    elif rest:
        said.append(_EN[rest])
    return " ".join(said)
