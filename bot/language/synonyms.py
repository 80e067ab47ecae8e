"""Synonyms: words that say the same in citizens' guides, so that one may stand for the other."""

from functools import cache

from bot.language.grammar import stem

_VIETNAMESE = """
bấm|nhấn|ấn|chạm|chọn
mở|vào
mang|đem|mang theo|đem theo|cầm theo|cầm|chuẩn bị|đưa
đến|ra|tới|lên|đi
điện thoại|máy
ứng dụng|app
bố|cha|ba
mẹ|má
làm|thực hiện|tiến hành
lệ phí|phí|tiền
mất|tốn|hết
chờ|đợi
xem|kiểm tra|coi|tra cứu|tra
nộp|gửi
nộp|làm
gọi|liên hệ|gọi điện
ghi|điền|viết|khai
nhập|gõ|điền
nhờ|giúp|hỗ trợ|hộ
trực tuyến|trên mạng|qua mạng|online
trực tiếp|tại chỗ|tại quầy
xong|hoàn tất|hoàn thành
căn cước|thẻ căn cước|căn cước công dân|cccd|thẻ cccd|thẻ căn cước công dân
giấy phép lái xe|bằng lái|bằng lái xe|gplx|bằng
sổ đỏ|giấy chứng nhận quyền sử dụng đất|giấy chứng nhận
bảo hiểm y tế|bhyt
bảo hiểm xã hội|bhxh
tài khoản định danh điện tử|tài khoản định danh|tài khoản vneid|định danh điện tử|vneid
định danh mức 2|tài khoản mức 2|mức 2
mã otp|otp
lấy|nhận
sửa|chỉnh|đổi
đổi|thay
ảnh|hình
trẻ|con|trẻ em|bé|con nhỏ
cán bộ|nhân viên
công an xã|công an cấp xã
ủy ban|uỷ ban|ủy ban nhân dân
cổng dịch vụ công quốc gia|cổng dịch vụ công|cổng
hỏi|hỏi thêm|hỏi lại
vân tay|dấu vân tay
hướng dẫn|chỉ
đưa|xuất trình
thông báo|báo
tắt máy|cúp máy
chuyển tiền|chuyển khoản
vướng|gặp khó
sai|nhầm
tự động|tự
được nhận|nhận
người thân|người nhà
tên bạn|tên mình|chính chủ
hàng tháng|hằng tháng
thông tin|dữ liệu
giấy|giấy tờ
tin nhắn|tin
đường link|link|đường dẫn
đăng ký|đăng kí|làm
cấp|làm
mới|lại
"""
_ENGLISH = """
licence|license
centre|center
id card|identity card|citizen id card
ask|enquire
show|present
bring|take
tap|press|click
choose|select|pick
phone|smartphone|mobile
write|type|enter
send|submit
paper|document|papers|documents
"""


@cache
def synonyms(language: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Every phrase that has others of the same meaning, and all of them, itself included, as
    tuples of words; English words without their endings."""
    found: dict[str, dict[tuple[str, ...], None]] = {}
    for group in (_VIETNAMESE if language == "vi" else _ENGLISH).split("\n"):
        members = [_key(phrase, language) for phrase in group.split("|") if phrase]
        for member in members:
            found.setdefault(" ".join(member), {}).update(dict.fromkeys(members))
    return {phrase: tuple(same) for phrase, same in found.items()}


def _key(phrase: str, language: str) -> tuple[str, ...]:
    return tuple(word if language == "vi" else stem(word) for word in phrase.split())
