"""Which language a text is in: Vietnamese, however typed, or English."""

import re

from bot.language.fold import has_diacritics
from bot.language.tokens import syllables

# Identifier libraries take unaccented Vietnamese for Ligurian or French, so the choice
# is made by words that only one of the two languages uses.
_ENGLISH = frozenset(
    "the is are was how what where when why which who my your his her their i you we they it do"
    " does did can could should would will please help need want get have has not of for from"
    " with to in on at and or if this that there change changed lost forgot forgotten password"
    " phone number card bank account register registration renew replace license licence driving"
    " driver passport birth certificate transfer money wrong scam police residence temporary"
    " foreigner health insurance about into an be been am new old does don doesn didn cannot"
    " hello hi thanks thank english open apply pay fee cost much long identity document child"
    " baby stay visa hotel sim face scan over million report by login without possible real fake"
    " somebody someone anybody anyone sent notice already still after before until under because"
    " every any some only own same both more most must may might show shows says said"
    " foreigners cards numbers phones documents services scams fees accounts steps guide".split()
)
_VIETNAMESE = frozenset(
    "toi ban minh em anh chi bac co chu ong ba con chau bo me nha nguoi khong ko k hong hok lam"
    " sao nao gi j the nay kia do la thi ma va hay hoac cho cua voi vs de tai trong ngoai tren"
    " duoi may bi duoc dc da roi r chua se dang phai can muon xin nho giup hoi dau bao nhieu bn"
    " lau ngay gio mat quen doi dang ky dk ky nop ho so giay to the can cuoc cccd cong an xa"
    " phuong dien thoai so mat khau mk tien chuyen ngan hang tk bang lai xe dat thue luat khai"
    " sinh tru ung dung ap phi le thu tuc cong dich vu ntn lam cach vay z nhe nha a u uh o di ve"
    " ra vao len xuong nua thoi luon cung van con moi cu".split()
)
_MARK = re.compile(r"\[[^\]]{1,40} đã che\]")
_ENOUGH = 2
# Words of both tongues, or names: they decide nothing.
_BOTH = _ENGLISH & _VIETNAMESE


def language_of(text: str, otherwise: str = "vi") -> str:
    """`vi` or `en`; `otherwise` when nothing tells. One English word among people who also
    say `ok thanks` tells nothing. Marks of masked numbers are not the person's words."""
    text = _MARK.sub(" ", text)
    if has_diacritics(text):
        return "vi"
    words = syllables(text)
    english = sum(word in _ENGLISH and word not in _BOTH for word in words)
    vietnamese = sum(word in _VIETNAMESE and word not in _BOTH for word in words)
    enough = english >= _ENOUGH or english == len(words) > 0
    if enough and english > vietnamese:
        return "en"
    return "vi" if vietnamese > english else otherwise
