"""Lies made of the guide's own words: turned, swapped, cut short or said of others. None is made
of a sentence of the guide, and what is only shortened still is."""

import pytest

from bot.answering.closeness.quoted import is_quoted
from bot.answering.closeness.stray import stray
from bot.domain.draft import Evidence, Passage, Sentence

PASSAGES = {
    "joint": (
        "Có phải tự đi xóa hộ khẩu không?\n"
        'Làm gộp liên thông thì công an tự xóa. Làm riêng thì nộp trực tuyến "Xóa đăng ký'
        ' thường trú".'
    ),
    "child": (
        "Con nhỏ có phải đăng ký tạm trú theo cha mẹ không?\n"
        "Có, khi con cùng đến ở từ 30 ngày trở lên. Cha, mẹ hoặc người giám hộ khai và đồng ý"
        " trong tờ khai. Con mới sinh phải được đăng ký cư trú trong 60 ngày kể từ ngày đăng ký"
        " khai sinh."
    ),
    "unmarried": (
        "Cha mẹ chưa đăng ký kết hôn thì khai sinh thế nào?\n"
        "Chưa xác định cha thì họ, quê quán, dân tộc của con theo mẹ, phần cha để trống. Nếu cha"
        " muốn nhận con, xã làm thủ tục nhận con cùng lúc với khai sinh. Nên ra xã hỏi trước."
    ),
    "homes": (
        "Cần chuẩn bị\n"
        "- Nhà của mình: giấy nhà đất. Giấy này đã có trong cơ sở dữ liệu đất đai hoặc VNeID thì"
        " không phải nộp.\n"
        "- Về ở với vợ, chồng, con, cha mẹ: chủ hộ và chủ nhà đồng ý; giấy chứng minh quan hệ"
        " (kết hôn, khai sinh) nếu máy chưa có.\n"
        "- Nhà thuê, mượn, ở nhờ: hợp đồng được công chứng hoặc chứng thực, chủ hộ và chủ nhà"
        " đồng ý, và đủ diện tích nhà ở theo quy định của tỉnh."
    ),
    "family": (
        "Ở nhà con, nhà cha mẹ ruột có cần giấy tờ nhà để tạm trú không?\n"
        "Về ở với gia đình như vợ chồng, cha mẹ, con mà chủ hộ, chủ nhà đồng ý thì không phải đưa"
        " giấy chứng minh chỗ ở. Trường hợp khác hỏi công an xã, phường."
    ),
    "fines": (
        "Không đăng ký tạm trú bị phạt bao nhiêu?\n"
        "Cảnh cáo hoặc phạt 500.000 đến 1.000.000 đồng; chuyển đến chỗ ở hợp pháp mới mà không"
        " làm thủ tục thay đổi nơi cư trú thì 2 đến 4 triệu đồng (Nghị định 282/2025/NĐ-CP)."
    ),
    "seller": (
        "Sang tên: chủ cũ làm thủ tục thu hồi trước\n"
        "Chủ cũ giữ đăng ký và biển số, không giao cho người mua, nộp cho công an trong 30 ngày"
        " kể từ ngày làm giấy bán, cho.\n"
        "chủ cũ nhận giấy chứng nhận thu hồi, đưa cho người mua.\n"
        "chủ cũ không chịu làm, hoặc không tìm được, thì người mua mang giấy mua bán ra công an"
        " hỏi cách giải quyết. Quá 30 ngày có thể bị phạt."
    ),
    "gift": (
        "Cho con chiếc xe có phải sang tên không?\n"
        "Có. Làm giấy cho tặng, cha mẹ làm thủ tục thu hồi, con làm thủ tục đăng ký đứng tên con."
    ),
    "checked": (
        "Đưa xe đến kiểm tra khi được yêu cầu\n"
        "Sang tên thì công an kiểm tra xe thật, nên phải đưa xe đến. Xe mới sản xuất trong nước"
        " khai đúng trên mạng thì thường không phải, nhưng lúc nhận kết quả phải nộp phiếu xuất"
        " xưởng.\n"
        "thiếu giấy thì lấy phiếu ghi rõ thiếu gì."
    ),
    "death": (
        "Hồ sơ tử tuất bị trả lại\n"
        "Hay do nộp sai nơi. Người đang đi làm thì nộp qua đơn vị; người nghỉ việc còn bảo lưu"
        " hoặc đóng tự nguyện thì nộp cơ quan bảo hiểm xã hội; người hưởng lương hưu thì nộp nơi"
        " chi trả."
    ),
    "burial": (
        "Tiền mai táng được bao nhiêu?\n"
        "Người đang hưởng lương hưu mất: bằng 10 lần mức tham chiếu tại tháng mất (Điều 85). Số"
        " tiền cụ thể và trường hợp đang đóng bảo hiểm thì hỏi cơ quan bảo hiểm xã hội. Người"
        " hưởng trợ cấp xã hội thì hỏi xã."
    ),
    "searching": (
        "Hằng tháng thông báo tìm việc đúng ngày\n"
        "Làm ở trung tâm hoặc qua mạng theo hướng dẫn của trung tâm.\n"
        "tháng đó được nhận tiền tiếp.\n"
        "quên một tháng thì bị tạm dừng, báo lại ngay để nhận tiếp. Ba tháng liền không báo thì bị"
        " chấm dứt."
    ),
    "business": (
        "Lệ phí và thời hạn\n"
        "- Đổi nội dung: đăng ký trong 10 ngày kể từ ngày thay đổi.\n"
        "- Tạm ngừng từ 15 ngày trở lên: báo xã trước ít nhất 3 ngày làm việc; xã xác nhận trong 1"
        " ngày làm việc.\n"
        "- Cấp lại giấy bị mất, rách: 1 ngày làm việc.\n"
        "- Chấm dứt hẳn: gửi hồ sơ trong 5 ngày làm việc kể từ ngày trả hết nợ."
    ),
    "health": (
        "Lệ phí và thời hạn\n"
        "- Số tiền đóng tính theo mức nhà nước quy định từng lúc. Xem số tiền trên màn hình.\n"
        "- Đóng trước ngày thẻ hết hạn: hạn mới nối tiếp hạn cũ.\n"
        "- Tham gia lần đầu, hoặc đứt quãng từ khoảng 3 tháng: thẻ có giá trị sau 30 ngày kể từ"
        " ngày đóng tiền."
    ),
    "number": (
        "Ra nhà mạng sang tên SIM, nếu số mới chưa đứng tên bạn\n"
        "Số mới đã đứng tên bạn thì bỏ qua việc này. Mang thẻ căn cước và SIM ra cửa hàng nhà"
        " mạng. Từ 28/9/2026 số gắn với VNeID phải đứng tên bạn; số đã thay đổi mà không đứng tên"
        " bạn thì tài khoản bị khóa tự động."
    ),
    "moved": (
        "Chuyển nơi ở, tiền bị ngừng\n"
        "Nộp đơn Mẫu số 01 ở xã nơi ở mới. Xã cũ ngừng chi và chuyển giấy tờ sang xã mới."
    ),
    "pension": (
        "Có lương hưu rồi thì có được nữa không?\n"
        "Không, trừ khi lương hưu hoặc trợ cấp bảo hiểm xã hội hằng tháng thấp hơn 500.000 đồng."
        " Hỏi xã cách tính."
    ),
    "asked": (
        "Hỏi nơi nhận có thật sự cần bản chứng thực không\n"
        "Từ 1/7/2026 cơ quan, tổ chức không được đòi giấy, kể cả bản sao, nếu giấy đó đã có trên"
        " VNeID.\n"
        "giấy đã có trong VNeID thì bạn mở VNeID thay vì đưa bản chính; cán bộ không được đòi bản"
        " chính nữa."
    ),
    "divorced": (
        "Cha mẹ ly hôn, ai khai thường trú cho con?\n"
        "Người được Tòa án giao chăm sóc, nuôi dưỡng con thì khai và xác nhận trong tờ khai. Vướng"
        " giấy tờ thì hỏi công an xã, phường."
    ),
    "money": (
        "Đưa giấy tờ, quét khuôn mặt\n"
        "Đây là quy định để mở tài khoản. Chỉ làm với nhân viên nhà mạng hoặc trong ứng dụng của"
        " nhà mạng. Mang biên lai đến quầy, rồi làm thủ tục mở khóa."
    ),
    "stay": (
        "Cần chuẩn bị\n"
        "- Ảnh chụp rõ giấy tờ chỗ ở. Để tạm trú, giấy cho thuê, cho mượn, cho ở nhờ không bắt"
        " buộc công chứng."
    ),
    "phoneless": (
        "Không có điện thoại thông minh thì làm thế nào?\n"
        "Không đi được thì nhờ người thân mang thẻ căn cước ra cửa hàng. Đừng đọc mã cho ai."
    ),
}
EVIDENCE = Evidence(
    passages=tuple(
        Passage(id=id_, chunk=f"g#quick:{id_}", text=text) for id_, text in PASSAGES.items()
    )
)


def strays(text: str, cite: str) -> bool:
    sentence = Sentence(text=text, cites=(cite,))
    return not is_quoted(sentence, EVIDENCE) and stray(sentence, EVIDENCE) is not None


@pytest.mark.parametrize(
    ("text", "cite"),
    [
        ("Phải đi nữa nếu bạn làm gộp liên thông, vì công an tự xóa.", "joint"),
        ("Làm gộp liên thông thì bạn cần đi nữa, công an tự xóa.", "joint"),
        # What a period counts from
        ("Con mới sinh phải được đăng ký cư trú trong 60 ngày kể từ ngày sinh.", "child"),
        ("Con mới sinh phải được đăng ký cư trú trong 60 ngày kể từ ngày đăng ký.", "child"),
        ("Nộp cho công an trong 30 ngày kể từ ngày bán.", "seller"),
        ("Nộp cho công an trong 30 ngày kể từ ngày giao cho người mua.", "seller"),
        ("Chấm dứt hẳn: gửi hồ sơ trong 5 ngày làm việc kể từ ngày nợ.", "business"),
        ("Chấm dứt hẳn: gửi hồ sơ trong 5 ngày làm việc kể từ ngày thay đổi.", "business"),
        ("Chấm dứt hẳn: gửi hồ sơ trong 5 ngày kể từ ngày trả hết nợ.", "business"),
        # Two that changed places
        ("Cha mẹ chưa đăng ký kết hôn thì họ của con theo cha, phần mẹ để trống.", "unmarried"),
        ("Chưa xác định cha thì họ của con theo cha, phần mẹ để trống.", "unmarried"),
        ("Nếu con muốn nhận cha, xã làm thủ tục nhận cha cùng lúc với khai sinh.", "unmarried"),
        ("Xã mới ngừng chi và chuyển giấy tờ sang xã cũ.", "moved"),
        ("Xã mới ngừng chi và chuyển giấy tờ.", "moved"),
        ("Nộp đơn Mẫu số 01 ở xã cũ.", "moved"),
        ("Người mua nhận giấy chứng nhận thu hồi, đưa cho chủ cũ.", "seller"),
        ("Người mua giữ đăng ký và biển số, nộp cho công an trong 30 ngày.", "seller"),
        ("Con làm thủ tục thu hồi, cha mẹ làm thủ tục đăng ký đứng tên con.", "gift"),
        ("Cha mẹ làm thủ tục đăng ký đứng tên con.", "gift"),
        ("Đóng trước ngày thẻ hết hạn: hạn cũ nối tiếp hạn mới.", "health"),
        ("Tòa án được giao chăm sóc, nuôi dưỡng con thì khai.", "divorced"),
        # The head of one over another
        (
            "Nhà của mình thì hợp đồng phải được công chứng và đủ diện tích theo quy định của"
            " tỉnh.",
            "homes",
        ),
        ("Về ở với vợ, chồng, con, cha mẹ: hợp đồng được công chứng.", "homes"),
        ("Về ở với vợ, chồng, con, cha mẹ, hợp đồng được công chứng hoặc chứng thực.", "homes"),
        ("Nhà thuê, mượn, ở nhờ: giấy nhà đất.", "homes"),
        ("Nhà của mình: chủ hộ và chủ nhà đồng ý.", "homes"),
        ("Hợp đồng được công chứng hoặc chứng thực và đủ diện tích nhà ở.", "homes"),
        ("Tham gia lần đầu: hạn mới nối tiếp hạn cũ.", "health"),
        ("Thẻ có giá trị sau 30 ngày kể từ ngày đóng tiền.", "health"),
        ("Cấp lại giấy: gửi hồ sơ trong 5 ngày làm việc kể từ ngày trả hết nợ.", "business"),
        ("Tạm ngừng: báo xã trước ít nhất 3 ngày làm việc.", "business"),
        ("Đổi nội dung: 1 ngày làm việc.", "business"),
        # What follows of one case said of another, or of all
        ("Không đăng ký tạm trú thì 2 đến 4 triệu đồng.", "fines"),
        ("Chuyển đến chỗ ở hợp pháp mới thì 2 đến 4 triệu đồng.", "fines"),
        ("Người đang đi làm thì nộp nơi chi trả.", "death"),
        ("Người hưởng lương hưu thì nộp cơ quan bảo hiểm xã hội.", "death"),
        ("Người nghỉ việc thì nộp cơ quan bảo hiểm xã hội.", "death"),
        ("Nộp nơi chi trả thì hay do nộp sai nơi.", "death"),
        ("Người mất: bằng 10 lần mức tham chiếu tại tháng mất.", "burial"),
        ("Người hưởng trợ cấp xã hội mất: bằng 10 lần mức tham chiếu tại tháng mất.", "burial"),
        ("Trường hợp đang đóng bảo hiểm thì hỏi xã.", "burial"),
        ("Quên một tháng thì bị chấm dứt.", "searching"),
        ("Không báo thì bị chấm dứt.", "searching"),
        ("Ba tháng liền không báo thì bị tạm dừng, báo lại ngay để nhận tiếp.", "searching"),
        ("Sang tên thì thường không phải đưa xe đến.", "checked"),
        ("Xe mới thì công an kiểm tra xe thật, nên phải đưa xe đến.", "checked"),
        ("Xe mới khai đúng trên mạng thì thường không phải đưa xe đến.", "checked"),
        ("Lấy phiếu ghi rõ thiếu gì.", "checked"),
        ("Về ở với gia đình thì không phải đưa giấy chứng minh chỗ ở.", "family"),
        ("Ở nhà con, nhà cha mẹ ruột thì không phải đưa giấy chứng minh chỗ ở.", "family"),
        ("Số mới chưa đứng tên bạn thì bỏ qua việc này.", "number"),
        ("Số đã thay đổi thì tài khoản bị khóa tự động.", "number"),
        ("Có lương hưu thấp hơn 500.000 đồng thì không được nữa.", "pension"),
        ("Người nuôi dưỡng con thì khai và xác nhận trong tờ khai.", "divorced"),
        # A subject or what is denied cut short
        ("Từ 1/7/2026 cơ quan, tổ chức không được đòi giấy.", "asked"),
        ("Cán bộ không được đòi bản chính nữa.", "asked"),
        ("Làm với nhân viên nhà mạng hoặc trong ứng dụng của nhà mạng.", "money"),
        ("Làm thủ tục mở khóa, rồi mang biên lai đến quầy.", "money"),
        # Somebody of the family does it
        ("Con mang thẻ căn cước ra cửa hàng.", "phoneless"),
        ("Mẹ nhờ người thân mang thẻ căn cước ra cửa hàng.", "phoneless"),
    ],
)
def test_the_guides_own_words_twisted_stray(text: str, cite: str) -> None:
    assert strays(text, cite)


@pytest.mark.parametrize(
    ("text", "cite"),
    [
        (
            "Con mới sinh phải được đăng ký cư trú trong 60 ngày kể từ ngày đăng ký khai sinh.",
            "child",
        ),
        ("Cha hoặc mẹ khai và đồng ý trong tờ khai.", "child"),
        ("Chưa xác định cha thì họ của con theo mẹ, phần cha để trống.", "unmarried"),
        ("Nếu cha muốn nhận con thì xã làm thủ tục nhận con cùng lúc với khai sinh.", "unmarried"),
        ("Nhà thuê thì hợp đồng phải được công chứng hoặc chứng thực.", "homes"),
        ("Nhà của mình thì cần giấy nhà đất.", "homes"),
        ("Nếu về ở với cha mẹ thì chủ hộ và chủ nhà đồng ý.", "homes"),
        ("Chuyển đến chỗ ở hợp pháp mới mà không làm thủ tục thay đổi nơi cư trú thì 2 đến 4"
         " triệu đồng.", "fines"),
        ("Chủ cũ nộp cho công an trong 30 ngày kể từ ngày làm giấy bán.", "seller"),
        ("Cha mẹ làm thủ tục thu hồi, con làm thủ tục đăng ký đứng tên con.", "gift"),
        ("Người hưởng lương hưu thì nộp nơi chi trả.", "death"),
        ("Nếu quên một tháng thì bạn bị tạm dừng, báo lại ngay để nhận tiếp.", "searching"),
        ("Tạm ngừng từ 15 ngày trở lên thì bạn báo xã trước ít nhất 3 ngày làm việc.", "business"),
        ("Đứt quãng từ khoảng 3 tháng thì thẻ có giá trị sau 30 ngày kể từ ngày đóng tiền.",
         "health"),
        ("Xem số tiền trên màn hình.", "health"),
        ("Để tạm trú, giấy cho thuê không bắt buộc công chứng.", "stay"),
        ("Nếu số mới đã đứng tên bạn thì bỏ qua việc này.", "number"),
        ("Xã cũ ngừng chi và chuyển giấy tờ sang xã mới.", "moved"),
        ("Mẹ không đi được thì nhờ người thân mang thẻ căn cước ra cửa hàng.", "phoneless"),
        ("Bạn nhớ không đọc mã cho ai.", "phoneless"),
    ],
)  # fmt: skip
def test_what_is_only_shortened_or_moved_whole_is_close(text: str, cite: str) -> None:
    assert not strays(text, cite)


def test_what_stands_behind_a_semicolon_is_no_quotation() -> None:
    behind = Sentence(text="Cán bộ không được đòi bản chính nữa.", cites=("asked",))
    assert not is_quoted(behind, EVIDENCE)
