"""A tiny knowledge folder for tests: four valid guides, their tables, and a clock that stands."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.adapters.catalogue import NO_MODELS, Contents, Loaded
from bot.adapters.generations import Manifest, write_generation
from bot.domain.guide import Guide
from ingest.calibrate import NEUTRAL
from ingest.chunk import chunks_of, phrases_of
from ingest.lessons import lessons_of
from ingest.parse import parse
from ingest.tables import read_categories, read_domains, read_tables
from ingest.validate import RuleBook, Validated, validate
from ingest.weigh import head_of, weigh

TODAY = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

PASSWORD = "vneid-quen-mat-khau"
OWNER = "tam-tru-chu-nha"
TENANT = "tam-tru-thue-nha"
SCAM = "lua-dao-gia-danh"
# In shelf order: categories.csv puts vneid first, then cu-tru, then an-toan-mang.
GUIDES = (PASSWORD, OWNER, TENANT, SCAM)
FILES = {
    PASSWORD: f"guides/vneid/{PASSWORD}.md",
    OWNER: f"guides/cu-tru/{OWNER}.md",
    TENANT: f"guides/cu-tru/{TENANT}.md",
    SCAM: f"guides/an-toan-mang/{SCAM}.md",
}


@dataclass
class FixedClock:
    """A Clock that stands still until a test sets it."""

    time: datetime = field(default=TODAY)

    def now(self) -> datetime:
        return self.time


class KnowledgeFolder:
    """The folder on disk; a test alters one guide's text and asks where a line stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, text in _TABLES.items():
            self.write(name, text)
        for guide, text in _GUIDE_TEXTS.items():
            self.write(FILES[guide], text)

    def write(self, file: str, text: str | bytes) -> None:
        """Put a file at a path inside the folder."""
        path = self.path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def text(self, guide: str) -> str:
        """A guide's Markdown."""
        return (self.path / FILES[guide]).read_text(encoding="utf-8")

    def replace(self, guide: str, old: str, new: str) -> None:
        """Alter the one place of a guide's text that says `old`."""
        text = self.text(guide)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {guide}"
        self.write(FILES[guide], text.replace(old, new))

    def ask_more(self) -> None:
        """Give every guide forty ways of asking, and the folder sixty more subjects without a
        guide, so that enough questions are held out to calibrate and to weigh on."""
        for guide in GUIDES:
            title = self.guide(guide).title.lower()
            asks = "".join(f"  - {way} {title} {when}\n" for way in _HOW for when in _WHEN)
            self.replace(guide, "asks:\n", f"asks:\n{asks}")
        rows = (
            f"trò chơi số {at},out_of_scope,chơi trò {at} ở đâu|trò {at} mấy người|luật trò {at}\n"
            for at in range(60)
        )
        self.write("outside.csv", _TABLES["outside.csv"] + "".join(rows))

    def remove(self, guide: str) -> None:
        """Delete a guide's file."""
        (self.path / FILES[guide]).unlink()

    def line_of(self, guide: str, words: str) -> int:
        """The line, from 1, where the words first stand in a guide."""
        return line_of(self.text(guide), words)

    def rules(self, **published_steps: tuple[str, ...]) -> RuleBook:
        """The folder's rule book at TODAY."""
        return RuleBook(
            domains=read_domains(self.path),
            categories=frozenset(c.id for c in read_categories(self.path)),
            today=TODAY.date(),
            published_steps={name.replace("_", "-"): s for name, s in published_steps.items()},
        )

    def validated(self, guide: str, rules: RuleBook | None = None) -> Validated:
        """One guide's file, parsed and validated."""
        content = (self.path / FILES[guide]).read_bytes()
        return validate(parse(FILES[guide], content), rules or self.rules())

    def guide(self, guide: str) -> Guide:
        """One valid guide."""
        found = self.validated(guide)
        assert found.guide is not None, [str(fault) for fault in found.faults]
        return found.guide

    def guides(self) -> list[Guide]:
        """The four guides, in shelf order."""
        return [self.guide(guide) for guide in GUIDES]

    def write_generation(
        self, data: Path, name: str, guides: list[Guide], loaded: Loaded = NO_MODELS
    ) -> Manifest:
        """A generation of those guides on a data folder's shelf, not yet published."""
        chunks = [chunk for guide in guides for chunk in chunks_of(guide)]
        phrases = [phrase for guide in guides for phrase in phrases_of(guide)]
        contents = Contents(
            chunks=chunks,
            phrases=phrases,
            lessons=lambda: lessons_of(chunks, phrases, ()),
            heads={guide.id: head_of(guide) for guide in guides},
            calibrate=lambda index: NEUTRAL,
            weigh=lambda index, vectors, loaded: weigh(index, guides, vectors, loaded),
        )
        return write_generation(
            data / "generations" / name,
            name,
            TODAY,
            guides,
            (),
            {"vi": contents},
            read_tables(self.path),
            loaded=loaded,
        )


def line_of(text: str, words: str) -> int:
    """The line, from 1, where the words first stand in a text."""
    return next(at for at, line in enumerate(text.split("\n"), 1) if words in line)


_HOW = ("muốn", "cách", "hỏi chuyện", "nhờ chỉ", "giúp tôi", "sao", "làm ơn", "cần")
_WHEN = ("hôm nay", "ở quê", "giùm mẹ", "trên máy tính")
_TABLES = {
    "categories.csv": """\
id,title,title_en
vneid,VNeID,VNeID
cu-tru,Cư trú,Residence
an-toan-mang,An toàn mạng,Online safety
ngan-hang,Ngân hàng số,Digital banking
""",
    "domains.csv": """\
domain,kind,note
gov.vn,official,mọi trang .gov.vn
thuvienphapluat.vn,law,
tuoitre.vn,press,
""",
    "glossary.csv": """\
term,readings,note
mk,mật khẩu,
đt,điện thoại,
ca,công an,
kt3,tạm trú,
""",
    "outside.csv": """\
subject,reason,asks
giấy phép xây dựng nhà ở,no_guide,xin phép cất nhà cấp bốn ở đâu|xây thêm tầng phải xin phép không
bói toán tử vi,out_of_scope,xem bói ngày mai thế nào|lá số tử vi của tôi
dự báo thời tiết,out_of_scope,mai có mưa không|trời hôm nay nắng không
nuôi tôm cá,out_of_scope,nuôi tôm thẻ cho ăn mấy bữa|cá tra bị bệnh gan thì sao
""",
}

_GUIDE_TEXTS = {
    PASSWORD: """\
---
title: Quên mật khẩu VNeID
summary: Đặt lại mật khẩu đăng nhập ứng dụng VNeID.
category: vneid
audience: [mọi người]
family: -
case: -
minutes: 10
asks:
  - quên mk vneid thì lấy lại kiểu gì
  - không nhớ mật khẩu vào ứng dụng định danh
  - nhập mật khẩu báo sai hoài
  - lấy lại mật khẩu định danh điện tử
  - đặt lại pass vneid
  - đăng nhập vneid không được vì quên pass
  - bà tôi quên mật mã app công an
  - muốn làm lại mật khẩu vneid
procedures: ["1.010384"]
sources:
  - {title: Hướng dẫn VNeID, url: "https://vneid.gov.vn/hd", kind: official, date: 2025-01-10}
checked: 2025-01-15
review_by: 2099-12-31
status: published
---
## Cần chuẩn bị
- Điện thoại đã cài **VNeID**.
- Thẻ căn cước của bạn.

## Các bước
### 1. Mở **VNeID**, bấm **Quên mật khẩu** {#bam-quen-mat-khau}
Nút nằm dưới ô đăng nhập.
- Kết quả: màn hình hỏi số định danh.
- Nếu vướng: cập nhật ứng dụng rồi mở lại.

### 2. Nhập số định danh {#nhap-so-dinh-danh}
Chép đúng dãy số in trên thẻ.
- Kết quả: một mã được gửi về máy.
- Lưu ý: không đọc mã cho ai.

### 3. Đặt mật khẩu mới {#dat-mat-khau-moi}
Mật khẩu có chữ hoa, chữ số.
- Kết quả: đăng nhập được bằng mật khẩu mới.

## Lệ phí và thời hạn
Không mất phí, làm khoảng 10 phút.

## Lỗi thường gặp
### Không nhận được mã OTP
Kiểm tra sóng rồi bấm gửi lại một lần.

## Hỏi nhanh
### Mật khẩu và passcode khác nhau thế nào?
Mật khẩu để đăng nhập, passcode để mở giấy tờ.

## Nơi trợ giúp
Công an xã nơi bạn ở, xem thêm https://vneid.gov.vn/ho-tro.
""",
    OWNER: """\
---
title: Đăng ký tạm trú cho người đến ở nhà mình
summary: Chủ nhà khai tạm trú cho người thuê hoặc ở nhờ.
category: cu-tru
audience: [chủ nhà]
family: tam-tru
case: Tôi là chủ nhà
minutes: 20
asks:
  - chủ trọ khai tạm trú cho khách thuê
  - cho thuê phòng phải báo tạm trú ra sao
  - đăng ký kt3 cho người ở nhờ nhà tôi
  - nhà tôi có người đến ở lâu thì khai báo thế nào
  - chủ nhà đăng ký cư trú cho người thuê
  - có khách trọ mới cần làm giấy gì
  - khai báo người ở trọ qua mạng
  - tôi cho bạn ở cùng có phải đăng ký không
procedures: []
sources:
  - {title: Cổng dịch vụ công, url: "https://dichvucong.gov.vn", kind: official, date: 2025-01-10}
checked: 2025-01-15
review_by: 2099-12-31
status: published
---
## Cần chuẩn bị
- Giấy tờ nhà.

## Các bước
### 1. Đăng nhập Cổng dịch vụ công {#dang-nhap}
- Kết quả: thấy tên bạn ở góc màn hình.

### 2. Điền tờ khai của người thuê {#dien-to-khai}
- Kết quả: nhận được mã hồ sơ.

## Nơi trợ giúp
Công an phường nơi có nhà.
""",
    TENANT: """\
---
title: Tự đăng ký tạm trú khi đi thuê nhà
summary: Người thuê nhà tự khai tạm trú của mình.
category: cu-tru
audience: [người thuê nhà]
family: tam-tru
case: Tôi đi thuê nhà
minutes: 20
asks:
  - ở trọ muốn tự làm tạm trú
  - sinh viên thuê trọ đăng ký tạm trú online
  - công nhân ở nhà trọ làm kt3 cách nào
  - chủ trọ không chịu khai, tôi tự khai được không
  - mới chuyển chỗ thuê phải đăng ký lại à
  - đi thuê nhà tỉnh khác cần giấy tạm trú
  - hợp đồng thuê nhà dùng để đăng ký tạm trú
  - làm tạm trú tạm vắng trên mạng
procedures: []
sources:
  - {title: Luật Cư trú, url: "https://thuvienphapluat.vn/luat-cu-tru", kind: law, date: 2025-01-10}
checked: 2025-01-15
review_by: 2099-12-31
status: published
---
## Cần chuẩn bị
- Hợp đồng thuê nhà.

## Các bước
### 1. Chụp hợp đồng thuê nhà {#chup-hop-dong}
- Kết quả: ảnh rõ bốn góc.

### 2. Nộp hồ sơ {#nop-ho-so}
- Kết quả: nhận được mã hồ sơ.

## Nơi trợ giúp
Công an phường nơi thuê nhà.
""",
    SCAM: """\
---
title: Có người xưng công an gọi điện đòi tiền
summary: Nhận ra và xử lý cuộc gọi giả danh.
category: an-toan-mang
audience: [mọi người]
family: -
case: -
minutes: 5
asks:
  - có người gọi xưng công an bảo tôi liên quan vụ án
  - điện thoại đòi chuyển tiền vào tài khoản an toàn
  - người lạ bảo cài phần mềm lạ
  - cuộc gọi dọa bắt giam
  - số lạ nói tôi rửa tiền
  - giả danh cán bộ phường gọi tới
  - họ bắt đọc mã gửi về máy
  - làm sao biết cuộc gọi là lừa đảo
procedures: []
sources:
  - {title: Tuổi Trẻ, url: "https://tuoitre.vn/gia-danh", kind: press, date: 2025-01-10}
checked: 2025-01-15
review_by: 2099-12-31
status: published
---
## Cần chuẩn bị
- Bình tĩnh.

## Các bước
### 1. Tắt máy {#tat-may}
- Kết quả: cuộc gọi dừng.

### 2. Gọi người thân kể lại {#ke-lai}
- Kết quả: có người cùng xem xét.

## Cảnh báo lừa đảo
Công an không làm việc qua điện thoại.

## Nơi trợ giúp
Công an xã nơi bạn ở.
""",
}
