"""Everyday words: which words of a draft may stand without a source, and which never."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


FAMILY = _phrases(
    "con|bố|mẹ|cha|ba|má|vợ|chồng|cháu|ông|bà|người|người thân|người nhà|nhà|trẻ|gia|đình|con nhỏ|bé"
)
"""Whom it is about: a citizen speaks of their own family."""

LIGHT_WORDS = _words(
    "cả cụ thể thời hạn nay hiện ngay chính thật kể dù trễ gộp kèm chắc họ trang mục khác bè "
    "lưu ý nhớ thử đầu hướng dẫn nêu mãi rõ sớm chậm sẵn biết cần muốn dùng thấy giờ hôm nằm "
    "thuộc dành riêng chung sau nói hỏi tìm hiểu đây tiếp theo trước đúng mới lâu tình huống "
    "phần loại kiểu điểm thật sự bình thường gần xa đang mà_thôi"
) | _phrases("hướng dẫn|xem|điện thoại|làm|đổi|báo")
"""Words that add nothing one could be hurt by."""

DOCUMENT_WORDS = _phrases(
    "giấy|sổ|thẻ|đơn|hợp|hộ chiếu|phiếu|biên|hóa|ảnh|bằng|visa|bản|căn cước|giấy phép lái xe|"
    "sổ đỏ|sổ hộ khẩu|tờ|văn|công chứng|chứng|giấy tờ"
)
"""The first words of papers."""

ERRANDS = _phrases(
    "bấm|nhấn|chọn|gọi|nộp|mang|đóng|quét|gửi|cài|tải|chụp|quay|ký|in|mua|trả|nạp|khóa|xóa|"
    "chuyển|chuyển khoản|rút|vay|đặt|cọc|thanh|photo|đăng|kích|bỏ|hủy|kiện|tố|khiếu|ủy"
)
"""What a citizen would do."""

BINDING_WORDS = _phrases("mọi|tất|luôn|trừ|miễn|miễn phí|duy|tuyệt|cấm|hơn|nhất|ngoài|bất")
"""Words that make a statement wider or narrower."""

TELLING = _phrases("nói|ghi|nêu|báo")

PROMISES = (
    "chắc chắn được", "chắc chắn sẽ", "đảm bảo", "bảo đảm", "cam kết", "100 %", "100%", "sẽ được duyệt",
    "sẽ được cấp", "sẽ được chấp nhận", "sẽ được hoàn", "sẽ thành công", "yên tâm", "hứa", "thế nào cũng",
    "kiểu gì cũng", "không lo", "guarantee", "guaranteed", "definitely", "certainly", "will be approved",
    "promise", "surely", "will succeed", "no doubt", "rest assured", "don't worry", "for sure",
)  # fmt: skip
"""What nobody may promise."""
