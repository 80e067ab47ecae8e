"""Meant places: where a meaning stands as a word of its own."""

from collections.abc import Sequence

from bot.answering.alignment import Phrase, Place, Source

_COMPOUNDS = frozenset(
    tuple(pair.split())
    for pair in (
        "hết hạn|nhà mạng|nhà nước|bảo hiểm|tài khoản|thời hạn|điện thoại|công an|ngân hàng|"
        "hành chính|mật khẩu|mặt sau|mặt trước|điện tử|bưu điện|công ty|đăng ký|chứng thực|"
        "hộ khẩu|làm việc|căn cứ|cơ sở|quy định|sổ đỏ|gia đình|lý do|kể từ|ví dụ|vị trí|"
        "trung tâm|hướng dẫn|trả lời|gọi là|dấu hiệu|từ chối|tự nguyện|ghi nhận|tiếp nhận|"
        "xác nhận|chứng nhận|bạn bè|chủ tịch|công nghệ|công dân|công chứng|công cụ|công bố|"
        "giấy tờ|nhân dân|nhân viên|bác sĩ|người bạn|học bạ|học phí|viện phí|miễn phí|lệ phí|"
        "thủ tục|bắt buộc|bắt đầu|thông báo|thông tin|báo chí|cảnh báo|bảo mật|bảo vệ|"
        "trường hợp|nhà trường|đường dây|địa điểm|địa chỉ|địa phương|quốc gia|nguồn gốc|"
        "thế nào|đủ điều|cả nước|cả năm|thế chấp|tính từ|tính năng|năm ngoái|tin cậy|"
        "mất hiệu|quá tải|quá trình|"
        "khó khăn|thực hiện|thực tế|sử dụng|áp dụng|ứng dụng|cán bộ|bộ phận|"
        "toàn bộ|nội bộ|kết hôn|kết quả|kết nối|hợp đồng|hợp lệ|hợp pháp|hợp tác|tổng đài|"
        "số liệu|dữ liệu|tài liệu|ngành nghề|đề nghị|nghị định|giao dịch|giao diện|giao thông"
    ).split("|")
)
"""Vietnamese words of two syllables of which one alone would mean something else."""


def places_of(source: Source, meanings: Sequence[Phrase]) -> list[Place]:
    """Where a meaning stands as a word of its own, not as a syllable of another."""
    found = source.places(meanings)
    return [p for p in found if p.end - p.start > 1 or not _syllable(source, p, meanings)]


def _syllable(source: Source, place: Place, meanings: Sequence[Phrase]) -> bool:
    words = source.claims[place.passage].words
    for start in (place.start - 1, place.start):
        pair = tuple(word.text for word in words[max(0, start) : start + 2])
        if pair in _COMPOUNDS and pair not in meanings:
            return True
    return False
