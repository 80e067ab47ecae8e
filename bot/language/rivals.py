"""Rivals: words of which one can't stand for another, though both may be near in a guide. A
sentence that takes one must stand nearer to it in its source than to any of the others."""

from functools import cache

from bot.domain.values import Value
from bot.language.grammar import stem

# A class of rivals a line: between `/` words that mean the same, one of them after `|`.
_VIETNAMESE = """
order: trước|trước khi|trước ngày|trước lúc / sau|sau khi|sau ngày|sau lúc
channel: trực tiếp|tại chỗ|tại quầy / trực tuyến|trên mạng|qua mạng|online
validity: còn hạn|còn giá trị|còn hiệu lực / hết hạn|quá hạn|hết giá trị|hết hiệu lực
lock: mở khóa|mở lại|mở / khóa|khóa lại|chặn
switch: bật / tắt
age: cũ / mới
residence: thường trú / tạm trú / lưu trú / tạm vắng / định cư
police: công an xã|công an phường|công an xã phường / công an tỉnh|công an thành phố
police: công an huyện|công an quận / bộ công an
council: ủy ban xã|ủy ban nhân dân xã|ubnd xã / ủy ban nhân dân tỉnh|ubnd tỉnh
council: ủy ban nhân dân huyện|ubnd huyện|ủy ban huyện
agreement: đồng ý|chấp nhận / từ chối|không đồng ý
copy: bản gốc|bản chính / bản sao|bản photo|bản chụp
body: khuôn mặt / vân tay|dấu vân tay / mống mắt / giọng nói
code: mật khẩu / passcode / mã otp|otp / mã pin|pin / mã xác nhận
app: vneid / vssid / etax mobile / vnetraffic
chat: zalo / viber / facebook / messenger
wallet: momo / viettelpay|viettel money / zalopay
reach: ít nhất|tối thiểu / nhiều nhất|tối đa
side: chính chủ|chính người|chính bạn|chính mình / người thân|người nhà / người khác
side: người quen / hàng xóm
deal: người bán|bên bán|chủ cũ / người mua|bên mua|chủ mới
house: chủ hộ / chủ nhà|chủ trọ / người thuê
sent: người nhận / người gửi
daytime: sáng / chiều / tối / đêm / trưa
shape: bản điện tử|điện tử / bản giấy|bản cứng
give: nhận / gửi
find: tìm thấy|tìm lại được / mất
place: ngân hàng / bưu điện / bệnh viện / trạm y tế / tòa án / trường học
place: đại sứ quán|lãnh sự quán / kho bạc / phòng công chứng|văn phòng công chứng
paper: căn cước|thẻ căn cước|căn cước công dân|thẻ căn cước công dân|cccd|thẻ cccd / hộ chiếu
paper: giấy phép lái xe|bằng lái|bằng lái xe / giấy khai sinh|khai sinh / sổ hộ khẩu
paper: giấy chứng nhận kết hôn|giấy kết hôn|giấy đăng ký kết hôn
paper: hợp đồng thuê nhà|hợp đồng thuê|hợp đồng / giấy ủy quyền|văn bản ủy quyền
paper: giấy khám sức khỏe / giấy báo tử / sổ đỏ / thẻ bảo hiểm y tế|thẻ bhyt
paper: chứng minh nhân dân|cmnd / sổ bảo hiểm xã hội / học bạ / thẻ tạm trú / thị thực|visa
paper: giấy chứng sinh / lý lịch tư pháp / giấy xác nhận cư trú / đơn xin / thẻ ngân hàng
paper: giấy hẹn|phiếu hẹn / biên lai
join: mua / bán
grow: tăng / giảm
day: hôm nay|hôm trước / hôm sau|ngày mai
speed: nhanh / chậm
more: cao hơn / thấp hơn
more_of: nhiều hơn / ít hơn
right: đúng / sai|nhầm
login: đăng nhập / đăng xuất|thoát
in: nhập / xóa
memory: nhớ / quên
year: đầu năm / cuối năm
bank: nạp tiền / rút tiền
pay: tiền mặt / chuyển khoản
who: cha mẹ|bố mẹ / ông bà / vợ chồng|vợ / con cháu|con
in_out: trong nước / nước ngoài
"""
_ENGLISH = """
order: before|prior to / after|once
channel: in person / online
switch: turn on / turn off
validity: valid / expired|expires|expiring|invalid
age: old / new
lock: unlock|open / lock|block
residence: permanent residence|permanent / temporary residence|temporary
police: commune police|ward police / provincial police|traffic police
copy: original|originals / copy|copies|photocopy
body: face / fingerprint|fingerprints
code: password / passcode / otp / pin
app: vneid / vssid / etax mobile
reach: at least / at most
sent: sender / receiver|recipient
place: bank / post office / hospital / court / embassy
paper: passport / driving licence|licence / id card / birth certificate
paper: health card|insurance card / visa
daytime: morning / afternoon / evening / night
right: correct|right / wrong
more: higher / lower
more_of: more / less|fewer
deal: buyer|buy / seller|sell
agreement: accept|agree|approve / refuse|reject|decline
"""


class Rivals(Value):
    """The class a phrase is of, the phrases that mean the same, itself included, and those
    that must not be taken for it; as tuples of words."""

    kind: str
    same: tuple[tuple[str, ...], ...]
    others: tuple[tuple[str, ...], ...]


@cache
def rivals(language: str) -> dict[str, Rivals]:
    """Every phrase that has rivals; English words without their endings."""
    classes: dict[str, list[list[tuple[str, ...]]]] = {}
    for line in (_VIETNAMESE if language == "vi" else _ENGLISH).strip().split("\n"):
        kind, _, groups = line.partition(": ")
        for group in groups.split(" / "):
            members = [_key(phrase, language) for phrase in group.split("|")]
            classes.setdefault(kind, []).append(members)
    found: dict[str, Rivals] = {}
    for kind, groups_of_kind in classes.items():
        for own in groups_of_kind:
            others = tuple(p for group in groups_of_kind if group is not own for p in group)
            for phrase in own:
                found.setdefault(
                    " ".join(phrase), Rivals(kind=kind, same=tuple(own), others=others)
                )
    return found


def _key(phrase: str, language: str) -> tuple[str, ...]:
    return tuple(word if language == "vi" else stem(word) for word in phrase.split())
