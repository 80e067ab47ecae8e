"""Everyday words: which words of a draft may stand without a source, and which never."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


FAMILY = _phrases(
    "con|bố|mẹ|cha|ba|má|vợ|chồng|cháu|ông|bà|người|người thân|người nhà|nhà|trẻ|gia|đình|con "
    "nhỏ|bé|họ|em|anh"
)
"""Whom it is about: a citizen speaks of their own family."""

LIGHT = _words(
    "trừ hơn khả năng rất tiếc muộn nhau nào đó vậy cả cụ thể thời hạn nay hiện ngay chính thật "
    "kể dù trễ gộp kèm chắc họ trang mục khác bè "
    "lưu ý nhớ thử đầu hướng dẫn nêu mãi rõ sớm chậm sẵn biết cần muốn dùng thấy giờ hôm nằm "
    "thuộc dành riêng chung sau nói hỏi tìm hiểu tiếp trước đúng mới lâu tình huống phần loại "
    "kiểu điểm sự bình thường gần xa nhiều ít sẽ lo tuy lỡ nhất thiết giải thích quá dễ khó tiện "
    "sang còn hết làm xem chuyện máy bận già yếu nhưng song áp dụng đều toàn bộ đủ"
)
"""Words that add nothing one could be hurt by."""

DANGEROUS = _phrases(
    # papers
    "giấy|sổ|đơn|hợp đồng|hộ khẩu|hộ chiếu|phiếu|biên lai|hóa đơn|ảnh|visa|thị thực|công chứng|"
    "chứng thực|"
    "giấy tờ|chữ ký|con dấu|đóng dấu|dấu|sao kê|bằng cấp|tốt nghiệp|bằng khen|chứng chỉ|lý lịch|"
    "photo|bản gốc|bản sao|"
    "bản chính|tờ khai|người làm chứng|giới thiệu|dịch thuật|xác nhận|học bạ|video|"
    # errands
    "bấm|nhấn|gọi|nộp|mang|đóng|quét|gửi|cài|tải|chụp|quay|ký|in|trả|nạp|khóa|xóa|thuê|"
    "chuyển khoản|rút|vay|đặt cọc|cọc|thanh toán|đăng ký|kích hoạt|bỏ|hủy|kiện|tố cáo|khiếu nại|"
    "ủy quyền|"
    "chia sẻ|cung cấp|xuất trình|điền|khai|nhập|gõ|soạn|nhắn|tắt|bật|gỡ|khởi động|đăng xuất|đăng "
    "nhập|"
    "cập nhật|đổi sim|phỏng vấn|kiểm tra lại|bảo lãnh|thế chấp|giữ lại|ghi âm|"
    # places and people in office
    "công an|ủy ban|sở|bộ|tòa|ngân hàng|bưu điện|kho bạc|bệnh viện|trạm|trường học|cửa hàng|đại sứ|"
    "lãnh sự|hải quan|cục|chi cục|thuế|trưởng thôn|trưởng ấp|tổ trưởng|luật sư|quân đội|trung "
    "tâm|tỉnh|huyện|quận|"
    "tổng đài|nhân viên|cán bộ|người quen|cò|dịch vụ|siêu thị|văn phòng|nhà nước|chính phủ|hàng "
    "xóm|môi giới|"
    # money
    "tiền|phí|lệ phí|đồng|phạt|thưởng|quà|miễn|giảm|hoàn|bồi thường|lãi|giá tiền|thu tiền|cước|"
    "chi phí|tài khoản|"
    # time and measure
    "tuần sau|tuần này|tuần tới|tháng sau|tháng tới|năm sau|năm tới|hôm sau|ngày mai|lập tức|"
    "vĩnh viễn|mãi mãi|suốt đời|cuối tuần|ngày nghỉ|ngày lễ|gấp đôi|"
    "một nửa|nửa|gia hạn|24/7|ban đêm|ngay lập tức|"
    # what happens
    "từ chối|bị bắt|tù|xử lý|cưỡng chế|tịch thu|thu hồi|cấm|bãi bỏ|hợp pháp|bất hợp pháp|phạm|"
    "lừa đảo|"
    "an toàn|bảo mật|tự động|mất hiệu lực|vô hiệu|duyệt|chấp nhận|đồng ý|mật khẩu|mã|otp|pin|"
    "passcode|"
    "vân tay|khuôn mặt|mống mắt|giọng nói|"
    # how far it holds
    "mọi|tất cả|luôn|luôn luôn|duy nhất|tuyệt đối|bất kỳ|bất cứ|ai cũng|bao giờ|hoàn toàn|vô "
    "điều kiện|"
    "không giới hạn|tùy ý|cao nhất|thấp nhất|ngoại trừ"
)
"""What lies are made of: papers, errands, offices, money, times, consequences, how far a
statement holds. Never without a source."""

PROMISES = (
    "chắc chắn được", "chắc chắn sẽ", "đảm bảo", "bảo đảm", "cam kết", "sẽ được duyệt",
    "sẽ được cấp", "sẽ được chấp nhận", "sẽ được hoàn", "sẽ thành công", "yên tâm", "hứa",
    "thế nào cũng", "kiểu gì cũng", "guarantee", "guaranteed", "definitely", "certainly",
    "will be approved", "promise", "surely", "will succeed", "no doubt", "rest assured",
    "don't worry", "for sure",
)  # fmt: skip
"""What nobody may promise."""

GOING = _words("đến ra tới lên qua")
"""To go somewhere."""

STAYING = GOING | _words(
    "tại ở gặp hỏi nộp nơi gần vào do báo liên_hệ mang qua của với trình cho hoặc"
)
"""What may stand before the same place in a source."""

RESTRICTING = _words(
    "chỉ mới duy riêng ngoài trừ không đừng tuyệt chưa nếu phải only unless except not must"
)
"""What a source has where a draft may say `only`."""

HEDGED = _words("miễn giảm bớt hoàn hưởng nhận cấp duyệt phạt bị xóa khóa thu")
"""What a source may say `can happen` of, and a draft must not say happens."""

PAPERS = _words("giấy thẻ sổ đơn phiếu ảnh bản hợp tờ văn chứng biên hóa")
"""The first words of papers."""

PAPER_KINDS = _words(
    "tạm thường khai kết xác chứng ủy đăng bảo hộ đỏ hồng khám phép báo giới đề cam hẹn độc nghỉ "
    "mời cước ngân tín tiết lương học thuê mua sao gốc chính photo chụp dịch chân khuôn cưới "
    "3x4 4x6 mặt cũ mới"
)
"""What makes one paper of another: the words after `giấy`, `thẻ`, `ảnh`."""
