"""One evening with the bot, as a script: two groups, an editor, three helpers, twenty citizens."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import SystemClock, loaded_models
from bot.domain.link import Link
from bot.language.communes import commune_code
from bot.settings import Settings
from ingest.pipeline import Ingest
from loopback.bot_api import TOKEN, LoopbackBotApi
from loopback.rules import Limits
from loopback.sent import JsonObject
from loopback.updates import (
    USERNAME,
    forwarded,
    from_hidden_user,
    from_user,
    inline_query,
    private_text,
    sticker,
    voice,
)

from .program import ROOT, Bot, environment
from .stage import Group, Heard, Person, Stage, transcript

EDITOR = Person(9001, "Chị Ngân")
ADMIN = Person(501, "Chú Thắng")
HOA, DUNG, PHUC = Person(601, "Hoa"), Person(602, "Dũng"), Person(603, "Phúc")
MAN, TI = Person(701, "Bà Mận"), Person(702, "Tí")
TU, SAU, BA, NAM, BAY = (
    Person(1001, "Bác Tư"),
    Person(1002, "Bà Sáu"),
    Person(1003, "Ông Ba"),
    Person(1004, "Cô Năm"),
    Person(1005, "Chú Bảy"),
)
TAM, CHIN, MUOI, JOHN, LOAN = (
    Person(1006, "Chị Tám"),
    Person(1007, "Ông Chín"),
    Person(1008, "Em Mười"),
    Person(1009, "John"),
    Person(1010, "Cô Loan"),
)
KHANG, LUA, MIEN, DAO, VINH = (
    Person(1011, "Bác Khang"),
    Person(1012, "Bà Lụa"),
    Person(1013, "Ông Miên"),
    Person(1014, "Cô Đào"),
    Person(1015, "Chú Vinh"),
)
HAI, THOA, QUY, TAO, XUAN = (
    Person(1016, "Ông Hai"),
    Person(1017, "Bà Thoa"),
    Person(1018, "Chú Quý"),
    Person(1019, "Dì Tảo"),
    Person(1020, "Bà Xuân"),
)
CODE = "573921"
NEIGHBOURLY = "mai nha ong Bay gat lua, ai ranh qua giup"
SCAM = (
    "VCB: tai khoan cua ban bi khoa, bam http://vietcombank-xac-thuc.top de xac minh,"
    " neu khong se mat tien"
)
SWIMMING = "dang ky cho chau hoc boi mien phi o xa lam sao"
WARNING = (
    "Có người xưng công an xã gọi điện bảo bà con cài ứng dụng lạ để cập nhật căn cước."
    " Công an xã không làm việc đó qua điện thoại, bà con đừng cài."
)
_GUIDE = "hoc-boi-mien-phi.md"
_SYNC_PATIENCE = 60.0
_SEVEN = 19
_NEW_ID = -1_002_000_000_001


@dataclass
class Evening:
    """The evening, act by act."""

    stage: Stage
    knowledge: Path
    bavi: Group
    province: Group
    publishing: "subprocess.Popen[bytes] | None" = None

    def play(self) -> None:
        """The whole evening."""
        for act in (
            self.desks_open,
            self.citizens_ask,
            self.citizens_walk_on,
            self.groups_ask,
            self.neighbours_pass_on,
            self.two_helpers_at_once,
            self.the_light_goes_out,
            self.the_group_moves,
            self.the_editor_warns,
            self.one_thinks_better_of_it,
            self.one_helper_leaves_and_the_province_helps,
            self.one_blocks_the_bot,
            self.a_guide_comes,
        ):
            act()

    def ticket_ids(self) -> set[str]:
        """The ids of every ticket whose card was posted."""
        return {
            found[1]
            for message in self.stage.api.sent
            if (found := re.match(r"Phiếu (\w+) ·", message.shown))
        }

    # The desks

    def desks_open(self) -> None:
        """Two groups ask to be desks and an editor approves them."""
        stage = self.stage
        stage.act("Hai nhóm xin mở bàn trực")
        stage.knows(EDITOR, self.bavi, self.province)
        stage.say(EDITOR, "/start")
        stage.hears(EDITOR, "tôi là Cầm Tay")
        stage.happens(f"{ADMIN.name} thêm Cầm Tay vào {self.bavi.title}.")
        for person, status in ((ADMIN, "creator"), (HOA, "member"), (DUNG, "member")):
            stage.api.join(self.bavi.id, person.id, status)
        stage.api.add_bot(self.bavi.id, ADMIN.id)
        stage.hears(self.bavi, "Chào cả nhóm")
        stage.say_in(self.bavi, ADMIN, "/caidat xã Ba Vì")
        panel = stage.hears(self.bavi, "Cài đặt của nhóm", "Ba Vì")
        stage.press(ADMIN, panel, "Mở bàn trực")
        stage.hears(self.bavi, "đang chờ duyệt")
        stage.hears(self.bavi, "Đã gửi lời xin")
        self._approves(self.bavi, "Duyệt: xã, phường")
        stage.happens(f"{PHUC.name} thêm Cầm Tay vào {self.province.title}.")
        stage.api.join(self.province.id, PHUC.id, "creator")
        stage.api.add_bot(self.province.id, PHUC.id)
        stage.hears(self.province, "Chào cả nhóm")
        stage.say_in(self.province, PHUC, "/caidat thành phố Hà Nội")
        stage.hears(self.province, "Cài đặt của nhóm", "Hà Nội")
        stage.say_in(self.province, PHUC, "/caidat trực bật")
        stage.hears(self.province, "đang chờ duyệt")
        stage.hears(self.province, "Đã gửi lời xin")
        self._approves(self.province, "Duyệt: toàn tỉnh")

    def _approves(self, group: Group, label: str) -> None:
        asked = self.stage.hears(EDITOR, "Một nhóm xin mở bàn trực", group.title)
        self.stage.press(EDITOR, asked, label)
        self.stage.hears(EDITOR, "Đã duyệt", group.title)
        self.stage.hears(group, "đang trực cho")
        self.stage.hears(group, "Bàn trực đã được duyệt")

    # Private chats

    def citizens_ask(self) -> None:
        """Everybody writes at once, each in their own way."""
        stage = self.stage
        stage.act("Bà con hỏi")
        asked = {
            TU: ("quen mk vneid lam sao", "Bước 1/"),
            SAU: ("tui muon doi bang lai xe mà hổng biết mần răng", "Bước 1/"),
            BA: ("dang ky tam tru o dau zậy", "Bước 1/"),
            NAM: (f"ma otp cua toi la {CODE} nhap vao dau", "mã hoặc mật khẩu bí mật"),
            TAM: ("cứu với chồng tôi bị điện giật bất tỉnh rồi", "cấp cứu 115"),
            JOHN: ("how do i register temporary residence", "Step 1/"),
            LOAN: ("lam ly lich tu phap het bao nhieu tien", "lý lịch tư pháp"),
            KHANG: ("xin chao", "Chào bạn!"),
            XUAN: ("/start", "tôi là Cầm Tay"),
            HAI: ("phat nguoi thi coi o dau", "Bước 1/"),
        }
        for person, (text, _) in asked.items():
            stage.say(person, text)
        stage.feed(
            BAY,
            BAY,
            (
                forwarded(private_text(BAY.id, SCAM), from_hidden_user("VCB")),
                f"[chuyển tiếp từ VCB] {SCAM}",
            ),
        )
        stage.feed(CHIN, CHIN, (voice(CHIN.id), "[tin thoại 0:04]"))
        stage.feed(MUOI, MUOI, (sticker(MUOI.id), "[nhãn dán 👍]"))
        for person, (_, words) in asked.items():
            stage.hears(person, words)
        stage.hears(BAY, "cô bác hãy cẩn thận với tin này")
        stage.hears(BAY, "đừng chuyển tiếp tin của kẻ lừa")
        stage.hears(CHIN, "chưa nghe được tin thoại")
        stage.hears(MUOI, "chỉ đọc được chữ")
        self._keeps(TAO, SWIMMING)

    def _keeps(self, who: Person, question: str) -> None:
        """A question without guide is kept; its guide is being published from now on."""
        stage = self.stage
        stage.say(who, question)
        declined = stage.hears(who, "Tôi chưa có hướng dẫn")
        stage.press(who, declined, "Báo tôi khi có hướng dẫn")
        stage.hears(who, "khi có hướng dẫn tôi sẽ nhắn bạn")
        stage.happens("Một biên tập viên viết bài về lớp học bơi và đăng lên.")
        self.publishing = publishing(self.knowledge, stage.bot.data)

    def citizens_walk_on(self) -> None:
        """Walkthroughs by buttons and by words, with questions in between."""
        stage = self.stage
        stage.act("Đi từng bước")
        stage.press(TU, self._last(TU), "Xong")
        second = stage.hears(TU, "Bước 2/")
        stage.press(TU, second, "vướng")
        stage.hears(TU, "vướng ở bước 2")
        stage.say(SAU, "xong rồi")
        stage.hears(SAU, "Bước 2/")
        stage.say(SAU, "mat bao nhieu tien vay")
        stage.hears(SAU, "Việc đang làm dở")
        stage.say(SAU, "tiep")
        stage.hears(SAU, "Bước 2/")
        stage.say(JOHN, "done")
        stage.hears(JOHN, "Step 2/")
        stage.say(HAI, "thoi mai lam")
        stage.hears(HAI, "Đã dừng")

    def _last(self, person: Person) -> Heard:
        return self.stage.heard(person.id)[-1]

    # Groups

    def groups_ask(self) -> None:
        """Questions in a group: by name, over a neighbour's message, behind the bot's name."""
        stage = self.stage
        stage.act("Hỏi trong nhóm")
        stage.say_in(self.bavi, TI, f"@{USERNAME} can cuoc cho chau 6 tuoi lam sao ạ")
        answer = stage.hears(self.bavi, "căn cước")
        stage.follow(TI, answer, "Làm từng bước")
        stage.hears(TI, "Bước 1/")
        stage.say_in(self.bavi, MAN, NEIGHBOURLY)
        wish = stage.say_in(
            self.bavi, MAN, "con dâu tui mới đẻ, làm giấy khai sinh mà hổng biết bắt đầu từ đâu"
        )
        stage.say_in(self.bavi, TI, f"@{USERNAME} ai biết chỉ với", reply_to=wish)
        answer = stage.hears(self.bavi, "khai sinh")
        stage.say_in(self.bavi, MAN, "het bao nhieu tien", reply_to=answer.sent)
        stage.hears(self.bavi, "khai sinh")
        query = inline_query(TI.id, "doi bang lai")
        stage.feed(TI, self.bavi, (query, f"@{USERNAME} doi bang lai [gõ sau tên]"))
        offered = stage.api.wait_for_offer(str(query["inline_query"]["id"]))
        titles = [str(result["title"]) for result in offered.results]
        assert any("bằng lái" in title or "phép lái xe" in title for title in titles), titles
        stage.happens(f"Cầm Tay gợi ý {TI.name}: {'; '.join(titles)}.")

    def neighbours_pass_on(self) -> None:
        """Neighbours' questions forwarded privately, and sent straight back to who asked."""
        stage = self.stage
        stage.act("Chuyển tiếp câu hỏi giùm hàng xóm")
        self._forwards(TI, from_hidden_user("Tám Lùn"), "dang ky xe may cu mua lai cua nguoi khac")
        stage.hears(TI, "việc cô bác hỏi làm như sau")
        stage.hears(TI, "Bạn chuyển tiếp tin trên")
        self._forwards(TI, from_user(XUAN.id, XUAN.name), "doi sdt vneid vi mat sim cu")
        stage.hears(TI, "việc cô bác hỏi làm như sau")
        note = stage.hears(TI, "Bạn chuyển tiếp tin trên")
        stage.press(TI, note, "Gửi thẳng cho người hỏi")
        stage.hears(XUAN, "có người chuyển giúp câu hỏi của cô bác")
        stage.hears(TI, "Đã gửi.")

    def _forwards(self, who: Person, origin: JsonObject, text: str) -> None:
        name = origin.get("sender_user_name") or origin["sender_user"]["first_name"]
        update = forwarded(private_text(who.id, text), origin)
        self.stage.feed(who, who, (update, f"[chuyển tiếp từ {name}] {text}"))

    # Tickets

    def two_helpers_at_once(self) -> None:
        """Two helpers press at the same moment; the one who wins helps, and is held back once."""
        stage = self.stage
        stage.act("Hai người cùng bấm Nhận")
        card = self._asks_people(LUA, "xin giay chung nhan ho ngheo bi mat", "Xã Ba Vì")
        presses = {HOA: stage.press(HOA, card, "Nhận"), DUNG: stage.press(DUNG, card, "Nhận")}
        winner = self._winner(presses)
        loser = DUNG if winner is HOA else HOA
        stage.noticed(presses[winner], "Bạn đã nhận")
        stage.noticed(presses[loser], f"{winner.name} đang giúp")
        stage.hears(self.bavi, f"{winner.name} đang giúp")
        stage.hears(LUA, "đã nhận giúp bạn")
        stage.say(LUA, "dạ hôm lụt nước cuốn mất giấy rồi, chừ mần răng")
        stage.hears(LUA, "Đã chuyển.")
        asked = stage.hears(self.bavi, "cuốn mất giấy")
        stage.say_in(self.bavi, winner, "Bác đọc mã OTP cho cháu nhé", reply_to=asked.sent)
        stage.hears(self.bavi, "chưa được chuyển đi")
        stage.say_in(
            self.bavi, winner, "Bác ra xã gặp cô Liên, mang theo căn cước là được", asked.sent
        )
        stage.hears(LUA, "gặp cô Liên")
        stage.hears(self.bavi, "Đã chuyển tới người hỏi")
        stage.press(winner, self._card(self.bavi, "ho ngheo"), "Xong")
        stage.hears(self.bavi, "đã giúp xong")
        done = stage.hears(LUA, "báo đã xong")
        stage.press(LUA, done, "Giúp được rồi")
        stage.hears(LUA, "Tốt quá!")

    def _winner(self, presses: dict[Person, str]) -> Person:
        """Who was told that the ticket is theirs; exactly one."""
        stage = self.stage
        stage.wait(
            lambda: set(presses.values()) <= {one.query for one in stage.api.answers},
            "both presses to be answered",
        )
        texts = {one.query: one.text for one in stage.api.answers}
        (winner,) = [who for who, query in presses.items() if "Bạn đã nhận" in texts[query]]
        return winner

    def _asks_people(self, who: Person, question: str, commune: str) -> Heard:
        """A question without guide goes to the desk, with consent; its card."""
        stage = self.stage
        stage.say(who, question)
        declined = stage.hears(who, "Tôi chưa có hướng dẫn")
        stage.press(who, declined, "Nhờ người giúp")
        stage.press(who, stage.hears(who, "xã, phường nào"), commune)
        lies = self.province if commune == "Nơi khác" else self.bavi
        return self._agrees(who, lies, question)

    def _agrees(self, who: Person, desk: Group, question: str) -> Heard:
        """Somebody agrees that their question is sent; its card."""
        consent = self.stage.hears(who, "Bạn có đồng ý gửi không?", question)
        self.stage.press(who, consent, "Đồng ý")
        self.stage.hears(who, "Đã gửi tới")
        return self.stage.hears(desk, "Phiếu", question)

    def _card(self, group: Group, words: str) -> Heard:
        """A card in a group as it stands now."""
        return [h for h in self.stage.heard(group.id) if words in h.content.shown][-1]

    def the_light_goes_out(self) -> None:
        """The bot is killed with answers on their way and starts again."""
        stage = self.stage
        stage.act("Mất điện giữa lúc đang làm")
        card = self._asks_people(DAO, "hang xom lan dat nha toi thi lam don o dau", "Xã Ba Vì")
        stage.press(HOA, card, "Nhận")
        stage.hears(self.bavi, "Hoa đang giúp")
        stage.hears(DAO, "đã nhận giúp bạn")
        stage.happens("Máy chạy Cầm Tay bị ngắt điện, rồi chạy lại.")
        stage.power_fails(after=4)
        held = self._card(self.bavi, "lan dat")
        stage.say(TU, "xong")
        stage.say(SAU, "xong rồi nghen")
        stage.say(JOHN, "next")
        stage.say(KHANG, "chuyen khoan nham nguoi thi lam sao")
        stage.say(VINH, "lam sao tich hop the BHYT zo VNeID")
        stage.say(THOA, "dang ky thuong tru cho vo ve nha chong")
        stage.say(QUY, "rut tien bang the chip kieu gi")
        stage.say(TAO, "ba toi 80 tuoi muon xin tro cap huu tri xa hoi")
        stage.say_in(self.bavi, HOA, "Dạ bác làm đơn gửi xã để hòa giải trước ạ", held.sent)
        stage.power_is_back()
        stage.hears(TU, "Bước 3/")
        stage.hears(SAU, "Bước 3/")
        stage.hears(JOHN, "Step 3/")
        for person in (KHANG, VINH, THOA, QUY, TAO):
            stage.hears(person, "Bước 1/")
        stage.hears(DAO, "để hòa giải trước")
        stage.hears(self.bavi, "Đã chuyển tới người hỏi")

    def the_group_moves(self) -> None:
        """The commune's group becomes a supergroup with a ticket in a helper's hands."""
        stage = self.stage
        stage.act("Nhóm thành siêu nhóm khi phiếu còn dở")
        old = self.bavi.id
        self.bavi.id = _NEW_ID
        stage.knows(self.bavi)
        stage.api.migrate(old, _NEW_ID)
        stage.hears(self.bavi, "Hoa đang giúp", "lan dat")
        stage.say(DAO, "cam on chu, toi lam don roi thi nop cho ai")
        stage.hears(DAO, "Đã chuyển.")
        asked = stage.hears(self.bavi, "nop cho ai")
        stage.say_in(self.bavi, HOA, "Bác nộp cho cán bộ tư pháp ở xã ạ", asked.sent)
        stage.hears(DAO, "cán bộ tư pháp")
        stage.press(HOA, self._card(self.bavi, "lan dat"), "Xong")
        stage.hears(self.bavi, "đã giúp xong")
        stage.press(DAO, stage.hears(DAO, "báo đã xong"), "Giúp được rồi")
        stage.hears(DAO, "Tốt quá!")

    def the_editor_warns(self) -> None:
        """A warning to both groups, seen by the editor first."""
        stage = self.stage
        stage.act("Tin cảnh báo cho các nhóm")
        stage.say(EDITOR, f"/thongbao cảnh báo {WARNING}")
        stage.hears(EDITOR, "Cảnh báo lừa đảo")
        stage.press(EDITOR, stage.hears(EDITOR, "Bạn gửi chứ?"), "Gửi cho 2 nhóm")
        stage.hears(EDITOR, "Tin đang được gửi tới 2 nhóm")
        stage.hears(self.bavi, "Cảnh báo lừa đảo")
        stage.hears(self.province, "Cảnh báo lừa đảo")

    def one_thinks_better_of_it(self) -> None:
        """A ticket taken back before anybody took it."""
        stage = self.stage
        stage.act("Một người đổi ý")
        self._asks_people(MIEN, "nha toi bi bao toc mai xin ho tro the nao", "Xã Ba Vì")
        stage.say(MIEN, "/huy")
        stage.hears(MIEN, "Đã hủy.")
        stage.hears(self.bavi, "Người hỏi đã hủy")

    def one_helper_leaves_and_the_province_helps(self) -> None:
        """A citizen from a poster; the helper leaves, the next can't help, the province can."""
        stage = self.stage
        stage.act("Người trực rời nhóm, tỉnh giúp tiếp")
        poster = Link(guide="dat-dai-bien-dong", commune=commune_code("Xã Ba Vì")).payload()
        stage.say(VINH, f"/start {poster}")
        stage.hears(VINH, "Bước 1/", "sổ đỏ")
        stage.say(VINH, "cho tui gap nguoi that")
        stage.hears(VINH, "Bạn viết điều cần hỏi")
        stage.say(VINH, "dat nha toi muon xin phep khoan gieng thi sao")
        card = self._agrees(VINH, self.bavi, "khoan gieng")
        stage.press(DUNG, card, "Nhận")
        stage.hears(self.bavi, "Dũng đang giúp")
        stage.hears(VINH, "đã nhận giúp bạn")
        stage.happens("Dũng rời nhóm.")
        stage.api.leave(self.bavi.id, DUNG.id)
        waiting = stage.hears(self.bavi, "Bấm Nhận", "khoan gieng")
        stage.hears(VINH, "lại chờ người khác")
        stage.press(HOA, waiting, "Nhận")
        held = stage.hears(self.bavi, "Hoa đang giúp", "khoan gieng")
        stage.hears(VINH, "đã nhận giúp bạn")
        stage.press(HOA, held, "Xong")
        stage.hears(self.bavi, "Hoa đã giúp xong")
        stage.press(VINH, stage.hears(VINH, "báo đã xong"), "Chưa giúp được")
        stage.hears(VINH, "Tôi đã chuyển câu hỏi lên")
        card = stage.hears(self.province, "Phiếu", "khoan gieng")
        self._helps(PHUC, self.province, VINH, card, "Bác hỏi Sở Nông nghiệp và Môi trường ạ")

    def _helps(self, helper: Person, group: Group, asker: Person, card: Heard, words: str) -> None:
        """A ticket from its card to its good end."""
        stage = self.stage
        stage.press(helper, card, "Nhận")
        held = stage.hears(group, f"{helper.name} đang giúp")
        stage.hears(asker, "đã nhận giúp bạn")
        stage.say_in(group, helper, words, held.sent)
        stage.hears(asker, words)
        stage.hears(group, "Đã chuyển tới người hỏi")
        stage.press(helper, held, "Xong")
        stage.hears(group, f"{helper.name} đã giúp xong")
        stage.press(asker, stage.hears(asker, "báo đã xong"), "Giúp được rồi")
        stage.hears(asker, "Tốt quá!")

    def one_blocks_the_bot(self) -> None:
        """Somebody from elsewhere asks the province, then blocks the bot."""
        stage = self.stage
        stage.act("Một người chặn bot giữa chừng")
        card = self._asks_people(CHIN, "xin may cay cho hop tac xa", "Nơi khác")
        stage.press(PHUC, card, "Nhận")
        stage.hears(self.province, "Phúc đang giúp")
        stage.hears(CHIN, "đã nhận giúp bạn")
        stage.happens("Ông Chín chặn Cầm Tay.")
        stage.api.block(CHIN.id)
        stage.hears(self.province, "không nhận tin nữa")

    def a_guide_comes(self) -> None:
        """The guide is out, and who waited for it hears of it once."""
        assert self.publishing is not None
        assert self.publishing.wait(_SYNC_PATIENCE) == 0
        self.stage.hears(TAO, "nay đã có bài mới", "học bơi")


def publishing(knowledge: Path, data: Path) -> "subprocess.Popen[bytes]":
    """Write the guide on swimming and publish it, as an editor does; the command, running."""
    shutil.copy(Path(__file__).with_name(_GUIDE), knowledge / "guides" / "giao-duc")
    command = [sys.executable, "-m", "ingest", "sync"]
    command += ["--knowledge", str(knowledge), "--data", str(data)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def settings(url: str) -> dict[str, str]:
    """The settings of the evening's bot."""
    return {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": url,
        "CAMTAY_EDITORS": str(EDITOR.id),
        "CAMTAY_DESK_HOURS": "00:00-23:59",
        "CAMTAY_DESK_DAYS": "mon-sun",
        "TZ": _where_it_is_evening(),
    }


def _where_it_is_evening() -> str:
    """A time zone where it is seven in the evening: at night nobody is written to."""
    hours = (_SEVEN - datetime.now(UTC).hour + 12) % 24 - 12
    return f"EVE{-hours:+d}"


@contextmanager
def played(published: Path, folder: Path) -> Iterator[Evening]:
    """The evening, played to its end in a folder of its own, the bot still running."""
    knowledge, data = folder / "knowledge", folder / "data"
    shutil.copytree(ROOT / "knowledge", knowledge)
    shutil.copytree(published / "generations", data / "generations")
    with LoopbackBotApi(limits=Limits()) as api:
        bot = Bot(data, folder, environment(**settings(api.url))).start()
        evening = Evening(
            Stage(api, bot),
            knowledge,
            bavi=Group(-2001, "Tổ công nghệ số xã Ba Vì"),
            province=Group(-2002, "Tổ hỗ trợ số Hà Nội"),
        )
        try:
            evening.play()
            yield evening
        finally:
            bot.kill()


def main(record: Path) -> None:
    """Play the evening, print what was said, and write it down."""
    with TemporaryDirectory() as folder:
        published = Path(folder) / "published"
        Ingest(
            ROOT / "knowledge", published, SystemClock(), loaded_models(Settings(_env_file=None))
        ).sync()
        with played(published, Path(folder)) as evening:
            text = transcript(evening.stage.record())
    print(text)
    record.write_text(_HEAD + text, encoding="utf-8")


_HEAD = """# Một tối với Cầm Tay

Kịch bản chạy thật: chương trình `camtay serve`, một máy chủ giả làm Telegram với đủ giới hạn gửi
tin, hai nhóm, ba người trực, một biên tập và hai mươi người dân. `make evening` viết lại trang này.

"""

if __name__ == "__main__":
    main(Path(sys.argv[1]))
