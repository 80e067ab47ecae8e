"""The doctor: looks at everything that is needed; nothing is started, sent or changed."""

from pathlib import Path

from bot.adapters.generations import Generation, GenerationLibrary
from bot.adapters.model_address import judge_address, model_address
from bot.adapters.prompt_files import PromptFiles
from bot.adapters.sql.standing import Standing, standing
from bot.adapters.static_embedding import StaticEmbedding
from bot.app import configured_channels, webhook_secret
from bot.domain.errors import (
    BadPosterOrder,
    CamTayError,
    ChannelRefused,
    MissingText,
    NewerData,
    NoKnowledge,
    NoModel,
    ReadOnlyData,
)
from bot.domain.values import Value
from bot.posters.words import PosterWords
from bot.settings import BUNDLED, NO_EMBEDDING, Settings

# Luật 91/2025/QH15, in force since 1 January 2026, article 20; Nghị định 356/2025/NĐ-CP, articles
# 17 and 18.
_ABROAD = (
    "{host} có vẻ đặt ngoài Việt Nam. Lời người dân dù đã che các số riêng vẫn có thể còn dữ liệu "
    "cá nhân; khi đó, trừ trường hợp luật miễn, phải lập hồ sơ đánh giá tác động chuyển dữ liệu "
    "cá nhân xuyên biên giới và gửi cơ quan chuyên trách bảo vệ dữ liệu cá nhân (Bộ Công an) trong "
    "60 ngày kể từ ngày chuyển đầu tiên (Điều 20 Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Nghị "
    "định 356/2025/NĐ-CP)"
)


class Finding(Value):
    """One thing the doctor looked at."""

    name: str
    fine: bool
    detail: str


class Health(Value):
    """What is configured, what is missing, what would start."""

    fine: bool
    channels: tuple[str, ...]
    findings: tuple[Finding, ...]


def examine(settings: Settings) -> Health:
    """Look at everything that is needed; nothing is started, sent or changed."""
    current = _published(settings)
    sentences = _sentences(settings)
    findings = [
        _knowledge_finding(current),
        _sentences_finding(settings, sentences),
        _model_finding(settings, current),
        *_language_model_findings(settings),
        *_data_findings(settings),
        _telegram_finding(settings),
        _editors_finding(settings),
        *_bot_name_findings(settings, sentences),
    ]
    channels = configured_channels(settings)
    would = ", ".join(channels) if channels else "chưa có kênh nào, chỉ trò chuyện ở terminal"
    findings.append(Finding(name="Sẽ chạy", fine=True, detail=would))
    return Health(
        fine=all(finding.fine for finding in findings),
        channels=channels,
        findings=tuple(findings),
    )


def _published(settings: Settings) -> Generation | CamTayError:
    """The published generation, or why there is none that opens."""
    try:
        return GenerationLibrary(settings.data).current()
    except CamTayError as error:
        return error


def _knowledge_finding(current: Generation | CamTayError) -> Finding:
    if isinstance(current, CamTayError):
        return Finding(name="Chỉ mục", fine=False, detail="chưa có, chạy 'camtay-kb sync'")
    count = len(current.guide_ids())
    return Finding(name="Chỉ mục", fine=True, detail=f"bản {current.generation}, {count} bài")


def _model_finding(settings: Settings, current: Generation | CamTayError) -> Finding:
    """Whether the named models are those the published generation was made with. Named ones
    are not loaded for it."""
    name = "Mô hình ngữ nghĩa"
    if settings.embedding == NO_EMBEDDING:
        return Finding(name=name, fine=True, detail="tắt (CAMTAY_EMBEDDING=none)")
    try:
        bundled = settings.embedding == BUNDLED
        stamp = StaticEmbedding(settings.bundled_model).stamp if bundled else None
    except CamTayError as error:
        return Finding(name=name, fine=False, detail=str(error))
    if isinstance(current, CamTayError):
        return Finding(name=name, fine=isinstance(current, NoKnowledge), detail=str(current))
    meaning = current.catalogue("vi").meaning
    wanted = stamp.model if stamp else Path(settings.embedding).name
    made_by = meaning.stamp if meaning else None
    same = made_by is not None and (
        made_by == stamp if stamp else made_by.model in (settings.embedding, wanted)
    )
    if not same or meaning is None:
        detail = f"chỉ mục chưa lập bằng {wanted}, chạy 'camtay-kb sync'"
        return Finding(name=name, fine=False, detail=detail)
    detail = f"{made_by}, trọng số {meaning.weight:g}"
    if settings.reranker is not None:
        if meaning.reranker not in (settings.reranker, Path(settings.reranker).name):
            detail = f"chỉ mục chưa cân với {settings.reranker}, chạy 'camtay-kb sync'"
            return Finding(name=name, fine=False, detail=detail)
        detail += f"; xếp lại bằng {settings.reranker}, trọng số {meaning.reranker_weight:g}"
    return Finding(name=name, fine=True, detail=detail)


def _language_model_findings(settings: Settings) -> list[Finding]:
    """Which language model is asked, and where; nothing of it is loaded and nobody is called.
    Only what keeps the model from working is not fine; without one the guides answer."""
    name = "Mô hình ngôn ngữ"
    try:
        model, judge = model_address(settings), judge_address(settings)
    except NoModel as error:
        return [Finding(name=name, fine=False, detail=str(error))]
    if model is None:
        detail = "tắt (không bắt buộc): trả lời bằng nguyên văn bài hướng dẫn"
        return [Finding(name=name, fine=True, detail=detail)]
    detail = f"{model.name} tại {model.place}, {'có khóa' if model.key else 'không khóa'}"
    if judge is not None:
        detail += f"; soát bằng {judge.name}"
    findings = [Finding(name=name, fine=True, detail=detail)]
    if model.abroad:
        detail = _ABROAD.format(host=model.host)
        findings.append(Finding(name="Dữ liệu ra nước ngoài", fine=True, detail=detail))
    if model.in_clear:
        detail = f"{model.place} không mã hóa (http), người khác đọc được lời người dân"
        findings.append(Finding(name="Đường truyền", fine=True, detail=detail))
    return findings


def _sentences(settings: Settings) -> PromptFiles | MissingText:
    """The fixed sentences, or why they can't be read."""
    try:
        return PromptFiles(settings.prompts)
    except MissingText as error:
        return error


def _sentences_finding(settings: Settings, sentences: PromptFiles | MissingText) -> Finding:
    if isinstance(sentences, MissingText):
        return Finding(name="Câu chữ", fine=False, detail=str(sentences))
    return Finding(name="Câu chữ", fine=True, detail=str(settings.prompts))


def _data_findings(settings: Settings) -> list[Finding]:
    """Whether the data folder can be written and its database be read, and what lies there."""
    folder = _folder_finding(settings)
    if not folder.fine:
        return [folder]
    try:
        found = standing(settings.data)
    except NewerData as error:
        return [Finding(name=folder.name, fine=False, detail=str(error))]
    except ReadOnlyData as error:
        return [Finding(name=folder.name, fine=False, detail=f"không đọc được {error}")]
    return [folder, _desks_finding(found), _set_aside_finding(found)]


def _desks_finding(found: Standing) -> Finding:
    """Neither no desk nor one that waits keeps anything from starting."""
    detail = f"{found.desks} đã duyệt, {found.asking} chờ duyệt"
    if found.asking:
        detail += " (xem 'camtay groups')"
    elif not found.desks:
        detail = "chưa có; thêm bot vào nhóm, quản trị viên gõ /caidat (không bắt buộc)"
    return Finding(name="Bàn trực", fine=True, detail=detail)


def _set_aside_finding(found: Standing) -> Finding:
    detail = f"{found.set_aside} mục, xem 'camtay inbox'" if found.set_aside else "không có"
    return Finding(name="Tin để riêng", fine=True, detail=detail)


def _editors_finding(settings: Settings) -> Finding:
    if settings.editors:
        detail = f"{len(settings.editors)} người, ai cũng phải từng nhắn /start cho bot"
    else:
        detail = (
            "chưa đặt CAMTAY_EDITORS (không bắt buộc): "
            "bàn trực phải duyệt bằng 'camtay groups', không gửi được /thongbao"
        )
    return Finding(name="Người duyệt", fine=True, detail=detail)


def _bot_name_findings(settings: Settings, sentences: PromptFiles | MissingText) -> list[Finding]:
    """The name that posters lead to; without it there are no posters and nothing else is
    missing. Nothing is said of it where there are no sentences for posters."""
    if isinstance(sentences, MissingText):
        return []
    name = settings.telegram_bot_name
    try:
        PosterWords(sentences, name, None)
        detail = f"@{(name or '').removeprefix('@')}"
    except BadPosterOrder as error:
        detail = f"{error} Chỉ cần khi in áp phích."
    return [Finding(name="Tên bot", fine=True, detail=detail)]


def _folder_finding(settings: Settings) -> Finding:
    probe = settings.data / ".probe"
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        detail = f"không ghi được vào {settings.data} ({error.strerror})"
        return Finding(name="Dữ liệu", fine=False, detail=detail)
    return Finding(name="Dữ liệu", fine=True, detail=str(settings.data))


def _telegram_finding(settings: Settings) -> Finding:
    if settings.telegram_token is None:
        detail = "chưa đặt TELEGRAM_TOKEN (không bắt buộc)"
        return Finding(name="Telegram", fine=True, detail=detail)
    if settings.telegram_webhook_url:
        try:
            webhook_secret(settings)
        except ChannelRefused as error:
            return Finding(name="Telegram", fine=False, detail=str(error))
    return Finding(name="Telegram", fine=True, detail=", ".join(configured_channels(settings)))
