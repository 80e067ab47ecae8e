"""Screen: what comes before search: danger, secrets, tricks, and talk that is no question."""

import re

from bot.domain.answer import Reason, Screening, Status
from bot.domain.privacy import SECRETS, mask
from bot.language.cues import Cues
from bot.language.fold import clean
from bot.language.tokens import syllables

_SELF_HARM = Cues(
    "!tự tử", "!tự vẫn", "muốn tự tử", "định tự tử", "nghĩ đến tự tử", "nghĩ tới tự tử",
    "không muốn sống", "ko muốn sống", "k muốn sống", "hết muốn sống", "chán sống",
    "không thiết sống", "không còn thiết sống", "chẳng thiết sống", "sống không nổi nữa",
    "kết thúc cuộc đời", "kết liễu", "chết đi cho", "chết quách", "chết cho xong",
    "tôi muốn chết", "em muốn chết", "con muốn chết", "cháu muốn chết", "mình muốn chết",
    "chỉ muốn chết", "uống thuốc sâu", "uống thuốc trừ sâu", "uống thuốc diệt cỏ",
    "nhảy cầu", "nhảy lầu", "cắt cổ tay", "sống làm gì nữa", "sống để làm gì nữa",
    "suicide", "kill myself", "want to die", "end my life",
)  # fmt: skip
_MEDICAL = Cues(
    "đột quỵ", "bất tỉnh", "ngất xỉu", "ngất đi", "!ngất rồi", "không thở được", "khó thở",
    "ngừng thở", "ngưng thở", "ngừng tim", "ngưng tim", "nhồi máu", "lên cơn đau tim",
    "co giật", "chảy máu nhiều", "chảy máu không cầm", "ra máu nhiều", "bị hóc", "đuối nước",
    "điện giật", "rắn cắn", "bị ngộ độc", "!vỡ ối", "sắp đẻ", "đẻ rơi", "gọi cấp cứu",
    "xe cấp cứu", "cấp cứu gấp", "tai nạn * nặng", "tai nạn * chảy máu", "bị tai nạn giao thông",
    "bị xe đâm", "bị xe tông", "heart attack", "not breathing", "unconscious", "bleeding badly",
    "call an ambulance", "need an ambulance", "having a stroke",
)  # fmt: skip
_FIRE = Cues(
    "cháy nhà", "nhà bị cháy", "nhà * đang cháy", "!nhà cháy", "!đang cháy", "bốc cháy",
    "cháy lớn", "cháy to", "!cháy chợ", "cháy rừng", "hỏa hoạn", "mắc kẹt trong đám cháy",
    "nổ bình ga", "nổ bình gas", "xì ga", "rò rỉ gas", "house is on fire", "on fire",
    "fire in my house", "fire in the house", "house is burning",
    "there is a fire", "is burning down",
)  # fmt: skip
_CRIME = Cues(
    "bắt cóc", "đột nhập", "cầm dao", "dọa giết", "đòi giết", "đang đánh nhau", "đang đánh tôi",
    "đang đánh vợ", "đang đánh con", "đang đánh mẹ", "đánh nhau",
    "chồng đánh tôi", "chồng đánh vợ", "chồng đánh đập", "chồng tôi đánh tôi",
    "chồng tôi đánh đập", "bố đánh mẹ", "bị đánh đập", "bạo hành", "hiếp dâm",
    "xâm hại", "hành hung", "có trộm", "trộm vào nhà", "ăn cướp", "cướp có", "giết người",
    "bị cướp", "being attacked", "thief in my", "thief is in", "burglar", "intruder",
    "someone broke in",
    "is hitting me", "beating me", "held hostage", "breaking into", "kidnapped", "being robbed",
)  # fmt: skip
_PAPERWORK = Cues(
    "thủ tục", "hồ sơ", "bảo hiểm", "bhyt", "trợ cấp", "vneid", "mức 2",
    "định danh", "chế độ", "đăng ký", "căn cước", "cccd", "mất điện thoại",
    "cướp điện thoại", "khóa tài khoản", "khai tử", "trình báo",
    "khám", "sổ sức khỏe", "nằm một chỗ", "nằm liệt", "uỷ quyền", "ủy quyền", "mất thẻ",
)  # fmt: skip

_INJECTION = Cues(
    "ignore previous", "ignore all", "ignore your", "ignore the above", "disregard previous",
    "disregard all", "forget your instructions", "system prompt", "prompt hệ thống",
    "lời nhắc hệ thống", "câu lệnh hệ thống", "you are now", "act as", "pretend to be",
    "jailbreak", "bỏ qua * hướng dẫn", "bỏ qua * chỉ dẫn", "bỏ qua * quy tắc",
    "bỏ qua * lệnh", "bỏ qua mọi", "bỏ hết * quy tắc", "quên hết * hướng dẫn", "quên * chỉ dẫn",
    "quên hết * quy tắc", "quên hết * lệnh", "quên các quy tắc", "!đóng vai", "đóng vai một",
    "hãy đóng vai", "đóng vai hacker", "giả vờ là",
    "giả bộ làm", "nội dung prompt", "in ra prompt", "cho xem prompt", "tiết lộ prompt",
    "in ra * chỉ dẫn", "reveal your", "print your instructions", "từ giờ bạn là", "từ giờ mày là",
    "từ bây giờ bạn là", "từ bây giờ mày là", "admin mode",
)  # fmt: skip

_SCAM_CALLER = Cues(
    "xưng công an", "xưng là công an", "xưng là", "tự xưng", "xưng cán bộ", "xưng bên",
    "xưng nhân viên", "giả công an", "giả danh", "người lạ gọi", "số lạ gọi", "số lạ * nhắn",
    "người lạ nhắn", "người lạ kết bạn", "có người gọi", "có người * gọi", "có người nhắn",
    "có ai nhắn", "người ta nhắn", "có ai * gọi",
    "có đứa gọi", "có thằng * gọi", "có bà * gọi", "có cô * gọi", "có anh * gọi", "có ông * gọi",
    "ai đó gọi", "gọi điện bảo", "gọi điện kêu", "gọi điện nói", "gọi điện yêu cầu", "gọi bảo",
    "gọi kêu", "gọi nói", "gọi tới bảo", "gọi đến bảo", "gọi tới kêu", "gọi báo", "gọi đòi",
    "gọi hù", "gọi dọa", "gọi video", "nhắn tin bảo", "nhắn tin kêu", "!nhắn bảo", "nhắn kêu",
    "kết bạn zalo", "nó gửi link", "nó gửi đường link", "nó gửi cho", "người ta gửi",
    "lạ gửi", "ai gửi", "gửi link bảo",
    "gửi link kêu", "gửi link nói", "gửi đường link bảo", "công an gọi", "cán bộ gọi",
    "cán bộ thuế gọi", "điện lực gọi",
    "ngân hàng gọi", "shipper gọi", "tổng đài gọi", "cán bộ xã gọi", "trên zalo bảo",
    "trên mạng bảo", "người ta gọi", "bên ngân hàng gọi", "someone called",
    "called me", "they called", "claiming to be",
)  # fmt: skip
_SCAM_TEXT = Cues(
    "nhắn tin", "tin nhắn", "nhận được tin", "got a message", "received a message", "sms",
    "kêu là", "bảo là", "lạ kêu", "lạ bảo", "người ta bảo",
)  # fmt: skip
_SCAM_DEMAND = Cues(
    "cài app", "cài ứng dụng", "cài cái", "tải app", "tải ứng dụng", "bấm vào link",
    "bấm vào đường", "bấm vào đó", "bấm link",
    "bấm vô", "nhấn vào link", "nhấn vào đường", "nhấn link", "vào link", "theo link", "link lạ",
    "ấn vào link", "ấn vào đường", "đọc otp",
    "đọc mã", "đọc * otp", "đọc * mã", "cung cấp otp", "cung cấp mã", "đưa otp", "gửi otp",
    "gửi mã cho", "bảo gửi mã", "đòi otp", "hỏi otp", "xin otp", "chuyển tiền", "chuyển khoản",
    "chuyển vô", "chuyển vào", "nộp tiền", "nộp phí",
    "đóng phí", "đóng tiền", "bắt * đóng", "đặt cọc", "tiền cọc", "gửi ảnh", "chụp căn cước",
    "chụp cccd", "chụp mặt", "số thẻ", "nhận quà", "trúng thưởng", "vay tiền", "cắt điện",
    "vụ án", "rửa tiền", "lệnh bắt", "chia sẻ màn hình", "cung cấp thông tin", "lấy thông tin",
    "install", "transfer", "click", "send money",
)  # fmt: skip
_SCAM_PRETEXT = Cues(
    "tải về", "cài đặt", "quét mặt", "số tài khoản", "nâng cấp", "cập nhật", "kích hoạt",
    "hoàn tiền", "hoàn thuế", "khóa tài khoản", "bị khóa", "khóa sim", "ma túy", "phạt nguội",
    "mật khẩu", "đồng bộ", "miễn phí", "trợ cấp", "bị xóa", "định danh", "vneid", "password", "pay",
)  # fmt: skip
_SCAM_MESSAGE = Cues(
    "việc nhẹ lương cao", "đã trúng thưởng", "trúng xe", "trúng giải", "làm nhiệm vụ",
    "like video kiếm tiền", "cọc giữ đơn", "nạp tiền * hoa hồng", "hoa hồng * nạp",
    "click vào link nhận", "bấm vào link nhận", "lấy lại tiền bị lừa", "thu hồi tiền lừa",
    "bắt chuyển tiền", "bắt nạp tiền", "nạp thêm tiền", "cam kết lãi", "lãi suất cao * đầu tư",
)  # fmt: skip
# The trick on those who were tricked already: money back, for money first.
_MONEY_BACK = Cues(
    "lấy lại tiền", "lấy lại được", "lấy lại số tiền", "lấy lại * tiền", "lấy tiền lại",
    "đòi lại tiền", "đòi lại được", "thu hồi tiền", "thu hồi được", "thu hồi lại", "hoàn lại tiền",
    "hoàn tiền", "money back", "recover my money", "recover the money",
)  # fmt: skip
_MONEY_FIRST = Cues(
    "phí trước", "nộp trước", "đóng trước", "trả trước", "chuyển trước", "đưa trước", "ứng trước",
    "nộp * trước", "đóng * trước", "trả * trước", "chuyển * trước", "đưa * trước", "đặt cọc",
    "thu phí", "đòi phí", "xin phí", "lấy phí", "trả phí", "tiền công",
    "phí dịch vụ", "phí luật sư", "upfront", "pay first", "pay a fee", "fee first",
)  # fmt: skip
_TRICKED = Cues("lừa", "scammed", "cheated", "scammer")
_HOW_TO_TELL = Cues(
    "làm sao biết", "sao biết", "làm sao để biết", "cách nhận biết", "nhận biết", "phân biệt",
    "cách nhận ra", "dấu hiệu", "how to recognize", "how can i tell",
)  # fmt: skip

_ILLEGAL = Cues(
    "làm giả", "mua bằng lái", "mua bằng giả", "!bằng giả", "làm bằng giả", "mua cái bằng",
    "mua giấy tờ giả",
    "làm giấy tờ giả", "làm giấy giả", "mua giấy khám", "mua phiếu", "chạy bằng lái", "mua cccd",
    "mua căn cước", "căn cước giả", "cccd giả", "giấy khai sinh giả", "mua tài khoản",
    "bán tài khoản ngân hàng", "muốn thuê tài khoản", "giấy tờ của người khác", "mua sim rác",
    "mua sim không chính chủ", "hack", "dò mật khẩu", "bẻ khóa", "trộm mật khẩu", "đọc trộm",
    "đọc tin nhắn của", "theo dõi điện thoại", "định vị điện thoại của", "trốn thuế", "né thuế",
    "lách thuế", "khai gian", "hối lộ", "đút lót", "lót tay", "phong bì cho", "cá độ", "đánh bạc",
    "ghi đề", "lô đề", "ma túy", "mua súng", "vượt biên", "thông tin của người khác",
    "tìm thông tin người", "giả chữ ký", "ký giả", "ký thay",
    "rửa tiền giúp", "fake id", "fake driving", "fake document", "fake passport", "buy a fake",
    "forged", "fake license", "fake licence", "khai khống",
)  # fmt: skip
_VICTIM = Cues(
    "bị hack", "bị hacker", "bị xâm nhập", "bị mất", "bị lừa", "bị làm giả", "bị giả",
    "lỡ bán", "lỡ cho thuê", "có bị phạt", "xử lý thế nào", "nhận biết", "phân biệt",
    "bị người ta", "bị kẻ", "bị ai", "bị chặn", "cần biết",
)  # fmt: skip
_POLITICS = Cues(
    "chính trị", "!đa đảng", "đảng cộng sản", "biểu tình", "lật đổ", "trường sa", "hoàng sa",
    "việt nam cộng hòa", "!phản động", "chế độ cộng sản", "tổng bí thư", "chủ tịch nước",
    "thủ tướng là", "thủ tướng có", "bầu cho ai", "!đảng nào", "đảng * lãnh đạo",
    "win the election", "who to vote", "communist", "tham nhũng",
    "!dân chủ", "quan điểm của bạn", "quan điểm của m", "quan điểm của mày",
    "!nhân quyền", "nghĩ gì về nhân quyền", "tự do ngôn luận", "bỏ phiếu cho",
)  # fmt: skip
_INSULT = Cues(
    "đồ ngu", "ngu như", "ngu vãi", "ngu thế", "!ngu quá", "bot ngu", "ngu ngốc", "con chó",
    "óc chó", "đm", "đmm", "dmm", "vcl", "vkl", "vcc", "clgt", "!cút", "cút đi", "mẹ mày",
    "mịe mày", "địt", "đệt", "!đéo", "khốn nạn", "mất dạy", "chó chết", "thằng ngu",
    "con ngu", "đồ điên", "đồ khùng", "đồ vô dụng", "cứt", "như cc", "như lol",
    "fuck", "stupid bot", "idiot", "shit",
)  # fmt: skip
_LEGAL = Cues(
    "khởi kiện", "muốn kiện", "kiện được", "kiện ra tòa", "kiện ai", "có kiện", "thắng kiện",
    "đi kiện", "kiện hàng xóm", "kiện nó", "đơn kiện", "chia tài sản", "giành quyền nuôi con",
    "quyền nuôi con", "giành nuôi con", "đang tranh chấp", "bị tranh chấp", "tranh chấp đất",
    "tranh chấp với", "luật sư", "!đi tù", "bị đi tù", "đi tù mấy năm", "ngồi tù", "!ở tù",
    "mấy năm tù", "bị truy cứu", "!tội gì", "kháng cáo", "!bào chữa", "đòi bồi thường",
    "muốn ly hôn", "đòi ly hôn", "đơn ly hôn", "ly hôn thì", "ly hôn chia", "ly hôn mà",
    "ly dị thì", "muốn ly dị", "ra tòa", "chia thừa kế", "sue", "lawsuit", "lawyer", "divorce",
)  # fmt: skip
_OWN_CASE = Cues(
    "hồ sơ của tôi", "hồ sơ của em", "hồ sơ của mình", "hồ sơ của con", "hồ sơ tôi", "hồ sơ em",
    "hồ sơ mình", "hs của tôi", "hs của em", "hs của mình", "hs mình", "hs tôi", "hs em",
    "căn cước của tôi", "cccd của tôi", "cccd của em", "cccd của mình", "hộ chiếu của tôi",
    "hộ chiếu của em", "bằng lái của tôi", "bằng lái của em", "đơn của tôi", "sổ đỏ của tôi",
    "phiếu của tôi", "tài khoản của tôi", "mức 2 của tôi", "mức 2 của em", "mã hồ sơ",
    "của tôi nộp", "của em nộp", "tôi nộp hôm", "em nộp hôm", "thẻ của tôi", "lương hưu của",
    "trợ cấp của", "my application", "my file",
)  # fmt: skip
_CHECK_FOR_ME = Cues(
    "xem giúp", "xem hộ", "tra giúp", "tra hộ", "kiểm tra giúp", "kiểm tra hộ", "check giúp",
    "check hộ", "ktra giúp", "ktra hộ", "coi giùm", "tra giùm", "xem giùm", "kiểm tra giùm",
    "check giùm", "coi dùm", "xem dùm", "tra dùm", "check for me", "look up my",
)  # fmt: skip
_ONES_OWN = Cues(
    "tôi", "em", "e", "mình", "tui", "con", "cháu", "mẹ", "bố", "má", "ba", "bà", "ông", "vợ",
    "chồng", "nhà", "my",
)  # fmt: skip
_CASE_STATE = Cues(
    "xong chưa", "duyệt chưa", "tới đâu", "đến đâu", "có chưa", "in chưa", "ra chưa", "làm chưa",
    "về chưa", "được chưa", "bao giờ xong", "khi nào xong", "bao giờ có", "khi nào có", "chừng nào",
    "bao giờ được", "khi nào được", "bao giờ tôi", "khi nào tôi", "đang ở đâu", "còn nợ",
    "còn thiếu", "bị phạt không", "có lỗi phạt", "bao nhiêu tiền trong", "số dư", "ai đang giữ",
    "đã được cấp", "đã duyệt", "có được duyệt", "được cấp chưa", "xử lý chưa", "giải quyết chưa",
    "kết quả chưa", "bị từ chối không", "đậu hay rớt", "có bị phạt", "đang kẹt", "status of",
)  # fmt: skip
_LOOK_UP = Cues(
    "ở đâu xem", "xem ở", "xem ở đâu", "tra ở", "tra cứu ở", "cách xem", "cách tra",
    "cách kiểm tra",
    "làm sao", "kiểu gì", "thế nào", "chỗ nào", "mục nào", "vào đâu", "như nào", "ntn", "lam sao",
    "cách nào", "bằng cách", "hướng dẫn", "how do i", "how to", "where",
)  # fmt: skip

_GREETING = Cues(
    "xin chào", "chào", "chào bạn", "chào bot", "hello", "hi", "hế lô", "helo", "alo", "a lô",
    "hey", "good morning", "good evening", "chào buổi sáng", "có ai không", "có ai ở đó không",
    "bot ơi", "bạn ơi", "em ơi", "shop ơi", "admin ơi", "ad ơi", "cháu ơi", "cho hỏi",
    "cho tôi hỏi", "cho mình hỏi", "cho em hỏi", "tôi muốn hỏi", "hỏi chút", "hỏi tí", "hỏi xíu",
    "cho hỏi xíu", "cho hỏi chút",
)  # fmt: skip
_THANKS = Cues(
    "cảm ơn", "cám ơn", "thanks", "thank you", "tks", "thank", "cảm ơn nhiều", "cám ơn nhiều",
    "tuyệt vời", "hay quá", "tốt quá", "giỏi quá",
)  # fmt: skip
_GOODBYE = Cues("tạm biệt", "bye", "bye bye", "bai", "hẹn gặp lại", "chào nhé", "goodbye")
_IDENTITY = Cues(
    "bạn là ai", "mày là ai", "em là ai", "bot là gì", "bạn là gì", "là người hay máy",
    "người thật hay máy", "người hay bot", "là robot", "ai tạo ra", "ai làm ra", "bạn tên gì",
    "bạn tên là gì", "bạn làm được gì", "bạn giúp được gì", "làm được những gì",
    "giúp được những gì",
    "bạn biết làm gì", "bạn có phải cơ quan nhà nước", "bạn có phải của nhà nước",
    "bot của nhà nước",
    "đây có phải của nhà nước", "who are you",
    "what can you do", "are you a bot", "are you human",
)  # fmt: skip
_POLITE = frozenset(
    "bạn ban bot em anh chị chi bác bac cô co chú chu ạ a nhé nhe nha ad admin ơi oi mọi moi"
    " người nguoi cả ca nhà nhiều nhieu lắm lam quá qua ok oke okie vâng vang dạ da rất rat đã"
    " da giúp giup mình minh tôi toi cháu chau the very much so for your help rồi roi r there"
    " you và va luôn luon xin cưng cung nghen hen nghe hen con bà ba ông"
    " ong má ma dì di chú thím thim bạn hiền hien".split()
)

_LONGEST = 20_000
_LINK = re.compile(
    r"(?:https?://|www\.)\S{1,2000}|\b(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10}/\S{0,2000}"
    r"|\b(?:[a-z0-9-]{1,63}\.){1,4}(?:com|net|vn|org|info|top|vip|cc|xyz|icu|site|online|ly|me)\b",
    re.I,
)
_OFFICIAL = re.compile(r"(?:https?://)?(?:[a-z0-9-]{1,63}\.){0,4}gov\.vn(?=$|[/\s?#.,;:)])", re.I)
# What a message that lures says of itself, not what a person says of one.
_THREAT = Cues(
    "bị khóa", "sẽ khóa", "tạm khóa", "bị xóa", "bị đình chỉ", "bị phạt", "bị cắt", "hết hạn",
    "nếu không", "trong vòng 24", "trong 24h", "trước 24h", "truy cập", "xác minh", "xác thực",
    "nhấn vào", "bấm vào", "click", "trúng thưởng", "nhận thưởng", "nhận quà", "hoàn tiền",
    "hoàn thuế", "nhận trợ cấp", "nhận tiền", "cập nhật ngay", "nâng cấp", "tài khoản của bạn",
    "hồ sơ của bạn", "quý khách", "your account", "verify", "suspended", "claim",
)  # fmt: skip
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
_OTHER_SCRIPT = re.compile(
    "[\u0370-\u05ff\u0600-\u1cff\u2e80-\u9fff\ua000-\ud7ff\uf900-\ufaff\uff66-\uff9f]"
)


def screen(text: str) -> Screening | None:
    """What the message is, if not a question; None lets it through to search."""
    text = clean(text[:_LONGEST])
    if not syllables(text):
        return Screening(status=Status.SMALLTALK, reason=Reason.EMPTY)
    if mask(text).kinds & SECRETS:
        return Screening(status=Status.WARNED, reason=Reason.SECRET_SHARED)
    return (
        _emergency(text)
        or _unwelcome(text)
        or _scam(text)
        or _unreadable(text)
        or _soft(text)
        or _smalltalk(text)
    )


def _emergency(text: str) -> Screening | None:
    if _SELF_HARM.found(text):
        return Screening(status=Status.EMERGENCY, reason=Reason.SELF_HARM)
    if _PAPERWORK.found(text):
        return None
    for cues, reason in (
        (_FIRE, Reason.FIRE),
        (_MEDICAL, Reason.MEDICAL),
        (_CRIME, Reason.CRIME),
    ):
        if cues.found(text):
            return Screening(status=Status.EMERGENCY, reason=reason)
    return None


def _unwelcome(text: str) -> Screening | None:
    if _INJECTION.found(text):
        return Screening(status=Status.DECLINED, reason=Reason.INJECTION)
    if _ILLEGAL.found(text) and not _VICTIM.found(text) and not _SCAM_CALLER.found(text):
        return Screening(status=Status.DECLINED, reason=Reason.ILLEGAL)
    if _INSULT.found(text):
        return Screening(status=Status.DECLINED, reason=Reason.INSULT)
    if _POLITICS.found(text):
        return Screening(status=Status.DECLINED, reason=Reason.POLITICS)
    return None


def _scam(text: str) -> Screening | None:
    if _HOW_TO_TELL.found(text):
        return None
    demanded = _SCAM_DEMAND.found(text)
    called = _SCAM_CALLER.found(text) and (demanded or _SCAM_PRETEXT.found(text))
    written = _SCAM_TEXT.found(text) and demanded
    again = _TRICKED.found(text) and _MONEY_BACK.found(text) and _MONEY_FIRST.found(text)
    if called or written or again or _lures(text) or _SCAM_MESSAGE.found(text):
        return Screening(status=Status.WARNED, reason=Reason.SCAM)
    return None


def _lures(text: str) -> bool:
    """A forwarded message itself: a link that is not the government's, with a threat or a
    gift."""
    return bool(_LINK.search(_OFFICIAL.sub(" ", text))) and _THREAT.found(text)


def _unreadable(text: str) -> Screening | None:
    """A link alone, another script, or a single character. A single one may still press a
    button, so it is soft."""
    if _LINK.search(_OFFICIAL.sub("official", text)) and not syllables(_LINK.sub(" ", text)):
        return Screening(status=Status.SMALLTALK, reason=Reason.LINK)
    if len(_OTHER_SCRIPT.findall(text)) > len(_LATIN.findall(text)):
        return Screening(status=Status.SMALLTALK, reason=Reason.SCRIPT)
    if len(text.strip()) == 1 and not text.strip().isdecimal():
        return Screening(status=Status.SMALLTALK, reason=Reason.EMPTY, soft=True)
    return None


def _soft(text: str) -> Screening | None:
    if _LEGAL.found(text):
        return Screening(status=Status.DECLINED, reason=Reason.LEGAL_ADVICE, soft=True)
    asks_state = _OWN_CASE.found(text) and _CASE_STATE.found(text)
    asks_check = _CHECK_FOR_ME.found(text) and _ONES_OWN.found(text)
    if (asks_state or asks_check) and not _LOOK_UP.found(text):
        return Screening(status=Status.DECLINED, reason=Reason.PERSONAL_STATUS, soft=True)
    return None


def _smalltalk(text: str) -> Screening | None:
    if _IDENTITY.found(text):
        return Screening(status=Status.SMALLTALK, reason=Reason.IDENTITY)
    for cues, reason in (
        (_THANKS, Reason.THANKS),
        (_GOODBYE, Reason.GOODBYE),
        (_GREETING, Reason.GREETING),
    ):
        if cues.found(text) and all(w in _POLITE for w in syllables(cues.without(text))):
            return Screening(status=Status.SMALLTALK, reason=reason)
    return None
