"""`camtay-kb`: check, sync, watch, rollback, calibration, eval, ablation, alike, train."""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from bot import log
from bot.domain.errors import CamTayError, DamagedGeneration, NoKnowledge, ReadOnlyData
from bot.domain.search import Calibration, Signals
from bot.settings import Settings
from ingest.faults import Fault
from ingest.pipeline import (
    CheckReport,
    Ingest,
    NoGuides,
    Progress,
    SyncReport,
    VerificationFailed,
)

if TYPE_CHECKING:
    from bot.adapters.generations import Generation
    from bot.ports import Embedder
    from ingest.alike import Line
    from ingest.evaluation.ablation import Row
    from ingest.evaluation.questions import Labelled
    from ingest.importers.procedures import ProcedureImport

app = typer.Typer(
    help="Chăm sóc kho hướng dẫn của Cầm Tay: kiểm tra, đăng, lùi bản, chấm điểm.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
importing = typer.Typer(help="Nhập dữ liệu chính thức từ bên ngoài.", no_args_is_help=True)
app.add_typer(importing, name="import")
Knowledge = Annotated[
    Path | None, typer.Option("--knowledge", help="Thư mục hướng dẫn (mặc định knowledge/).")
]
Data = Annotated[Path | None, typer.Option("--data", help="Thư mục dữ liệu (mặc định var/).")]
AsJson = Annotated[bool, typer.Option("--json", help="In một dòng JSON.")]
Typed = Literal["nodia", "typo", "abbr", "mixed", "telex", "all"]

_WRONG, _ENVIRONMENT = 1, 3
_WEIGHTS = ("intercept", *Signals.model_fields)


@app.callback()
def _configure() -> None:
    log.configure(Settings().log_level)


@app.command()
def check(
    stale: Annotated[
        bool, typer.Option("--stale", help="Chỉ xem bài quá hạn, sắp hạn, nguồn yếu, link hỏng.")
    ] = False,
    knowledge: Knowledge = None,
    data: Data = None,
    json_: AsJson = False,
) -> None:
    """Tìm lỗi trong các bài hướng dẫn; không ghi gì."""
    if stale:
        raise typer.Exit(_check_stale(knowledge, data, json_))
    with _sentences():
        report = _ingest(knowledge, data).check()
    if json_:
        _print_json(_check_json(report))
    else:
        for fault in report.faults:
            print(fault)
        blocking = sum(fault.blocks for fault in report.faults)
        print(
            f"{report.files} bài, {len(report.faults)} lỗi"
            + (f", {blocking} lỗi chặn đăng." if report.faults else ": tất cả đều ổn.")
        )
    raise typer.Exit(_WRONG if report.faults else 0)


@app.command()
def sync(knowledge: Knowledge = None, data: Data = None, json_: AsJson = False) -> None:
    """Đăng các thay đổi thành một bản mới; bot đang chạy tự chuyển sang."""
    with _sentences(), _progress(json_) as tell:
        report = _ingest(knowledge, data, with_models=True).sync(tell)
    if json_:
        _print_json(_sync_json(report))
    else:
        for fault in report.faults:
            print(fault)
        print(_sync_sentence(report))
    raise typer.Exit(_WRONG if report.left_out else 0)


@app.command()
def watch(knowledge: Knowledge = None, data: Data = None) -> None:
    """Đăng ngay mỗi lần lưu một bài; dừng bằng Ctrl-C."""
    from ingest.watch import watch as publish_saves

    with _sentences():
        ingest = _ingest(knowledge, data, with_models=True)
        folder = knowledge or Settings().knowledge
        print(f"Đang theo dõi {folder}; dừng bằng Ctrl-C.", file=sys.stderr)
        publish_saves(ingest, folder, lambda line: print(line, flush=True))


@app.command()
def calibration(data: Data = None, json_: AsJson = False) -> None:
    """Bot chắc đến đâu: ngưỡng, trọng số, sai số dự kiến, bảng tin cậy của bản đang chạy."""
    with _sentences():
        current = _published_generation(data or Settings().data)
        languages = [language for language in ("vi", "en") if current.guide_ids(language)]
        found = {language: current.calibration(language) for language in languages}
    if json_:
        _print_json({language: _calibration_json(one) for language, one in found.items()})
        return
    for language, one in found.items():
        print(f"[{language}]")
        _print_calibration(one)


@app.command()
def rollback(knowledge: Knowledge = None, data: Data = None, json_: AsJson = False) -> None:
    """Quay về bản đã đăng trước đó; bản bị bỏ không quay lại nữa."""
    with _sentences():
        previous = _ingest(knowledge, data).rollback()
    if json_:
        _print_json({"generation": previous})
    elif previous:
        print(f"Đã quay về bản {previous}; bot đang chạy tự chuyển sang.")
    else:
        print("Không có bản nào cũ hơn để quay về.", file=sys.stderr)
    raise typer.Exit(0 if previous else _WRONG)


@app.command("eval")
def evaluate(
    questions: Annotated[
        Path | None, typer.Option("--questions", help='Tệp JSONL {"q","guide"|null}.')
    ] = None,
    beir: Annotated[Path | None, typer.Option("--beir", help="Thư mục dạng BEIR.")] = None,
    queries: Annotated[str, typer.Option("--queries", help="Tên tệp câu hỏi BEIR.")] = "queries",
    typed: Annotated[
        Typed | None, typer.Option("--typed", help="Gõ lại câu hỏi theo cách đó rồi mới chấm.")
    ] = None,
    model: Annotated[
        bool, typer.Option("--model", help="Chấm thêm khi có mô hình ngôn ngữ, cạnh khi không có.")
    ] = False,
    record: Annotated[
        Path | None, typer.Option("--record", help="Ghi mọi lời mô hình vào tệp JSONL mới đó.")
    ] = None,
    replay: Annotated[
        Path | None, typer.Option("--replay", help="Chấm lại tệp đã ghi, không gọi mô hình.")
    ] = None,
    always: Annotated[
        bool, typer.Option("--always", help="Hỏi mô hình cả khi lời của bài đã đủ.")
    ] = False,
    knowledge: Knowledge = None,
    data: Data = None,
    json_: AsJson = False,
) -> None:
    """Chấm điểm trên câu hỏi đã gán nhãn, hoặc trên một bộ dạng BEIR."""
    if (questions is None) == (beir is None):
        print("Chọn một trong hai: --questions TỆP hoặc --beir THƯ MỤC.", file=sys.stderr)
        raise typer.Exit(2)
    wrong = _wrong_with_model(model, questions, typed, record, replay, always)
    if wrong:
        print(wrong, file=sys.stderr)
        raise typer.Exit(2)
    if model and questions is not None:
        _evaluate_model(questions, typed, record, replay, always, knowledge, data, json_)
        return
    with _sentences(), _reading_questions():
        if beir is not None:
            scores = _evaluate_beir(beir, queries, typed, knowledge)
        else:
            scores = _evaluate_questions(questions or Path(), typed, knowledge, data)
    if json_:
        _print_json(scores)
    else:
        for name, value in scores.items():
            print(f"{name:<24}{json.dumps(value, ensure_ascii=False)}")


@app.command()
def ablation(
    questions: Annotated[
        Path | None, typer.Option("--questions", help='Tệp JSONL {"q","guide"|null}.')
    ] = None,
    beir: Annotated[
        list[Path] | None, typer.Option("--beir", help="Thư mục dạng BEIR; lặp lại được.")
    ] = None,
    knowledge: Knowledge = None,
    data: Data = None,
    json_: AsJson = False,
) -> None:
    """Đo từng phần của bộ tìm kiếm góp được bao nhiêu, theo từng cách gõ."""
    rows = []
    with _sentences(), _progress(json_) as tell, _reading_questions():
        for row in _ablation(questions, beir or [], knowledge, data, tell):
            rows.append(row)
            if not json_:
                shares = "  ".join(f"{way} {s:.3f}" for way, s in row.right_first.items())
                print(f"{row.set:<12}{row.ranking:<24}{shares}", flush=True)
    if json_:
        _print_json([row.model_dump() for row in rows])


@app.command()
def alike(
    questions: Annotated[
        Path | None, typer.Option("--questions", help='Tệp JSONL có "q" trên mỗi dòng.')
    ] = None,
    data: Data = None,
    json_: AsJson = False,
) -> None:
    """Câu của các bài khác nhau mà nghĩa gần như nhau; hoặc gom câu hỏi của một tệp theo nghĩa."""
    from ingest.alike import alike_phrases, group_questions

    settings = Settings()
    with _sentences():
        embedder = _embedder(settings)
        current = _published_generation(data or settings.data)
        if questions is not None:
            try:
                asked = _asked(questions)
            except (OSError, ValueError, KeyError, TypeError) as error:
                print(f"Không đọc được {questions}: {error}.", file=sys.stderr)
                raise typer.Exit(_ENVIRONMENT) from None
            groups = group_questions(asked, _ways_of_asking(current), embedder)
        else:
            pairs = alike_phrases(_lines(current), embedder)
    if questions is not None:
        if json_:
            _print_json([group.model_dump() for group in groups])
            return
        for group in groups:
            print(f"{group.size:>4}  {group.typical}  →  {group.guide or '-'} ({group.cosine:.2f})")
        return
    if json_:
        _print_json([pair.model_dump() for pair in pairs])
        return
    for pair in pairs:
        print(f"{pair.cosine:.2f}  {pair.first.guide}: {pair.first.text}")
        print(f"      {pair.second.guide}: {pair.second.text}")
    print(f"{len(pairs)} cặp câu gần như cùng nghĩa ở hai bài khác nhau.")


@app.command()
def train(
    pairs: Annotated[
        Path, typer.Option("--pairs", help="Tệp JSONL hoặc JSONL.xz [nguồn, câu ngắn, đoạn văn].")
    ],
    model: Annotated[Path, typer.Option("--model", help="Thư mục mô hình sẽ ghi.")] = Path(
        "models/static-vi"
    ),
    without: Annotated[
        list[Path] | None,
        typer.Option("--without", help="Bộ BEIR để kiểm thử: bỏ cặp trùng với nó; lặp lại được."),
    ] = None,
    knowledge: Knowledge = None,
    json_: AsJson = False,
) -> None:
    """Huấn luyện mô hình ngữ nghĩa nhỏ đi kèm; cần gói semantic."""
    from ingest.evaluation.beir import read_beir
    from ingest.evaluation.typist import Typist
    from ingest.tables import read_tables
    from ingest.train import apart_from, read_pairs
    from ingest.train import train as train_on

    glossary = read_tables(knowledge or Settings().knowledge).glossary
    with _sentences(), _progress(json_) as tell:
        try:
            tell("Đọc các cặp câu")
            every = read_pairs(pairs)
            tests = [document for folder in without or [] for document in read_beir(folder).texts]
            kept = apart_from(every, tests)
            report = train_on(
                kept,
                Typist(glossary),
                model,
                name=model.name,
                left_out=len(every) - len(kept),
                progress=tell,
            )
        except (OSError, ValueError) as error:
            print(f"Không huấn luyện được: {error}.", file=sys.stderr)
            raise typer.Exit(_ENVIRONMENT) from None
    if json_:
        _print_json(report.model_dump())
    else:
        print(
            f"Đã ghi {model}: {report.pieces} mảnh chữ × {report.dimension} số, học từ "
            f"{report.pairs} cặp (bỏ {report.left_out}) trong {report.seconds:.0f} giây."
        )


@importing.command("procedures")
def import_procedures(
    file: Annotated[Path, typer.Argument(help="Tệp JSONL hoặc JSONL.gz của Cổng.")],
    fetched: Annotated[
        str | None, typer.Option("--fetched", help="Ngày lấy bản ghi, dạng 2026-07-20.")
    ] = None,
    knowledge: Knowledge = None,
    data: Data = None,
    json_: AsJson = False,
) -> None:
    """Nhập bản ghi thủ tục của Cổng Dịch vụ công quốc gia rồi đăng."""
    with _sentences(), _progress(json_) as tell:
        ingest = _ingest(knowledge, data, with_models=True)
        tell("Đọc bản ghi thủ tục")
        imported = _imported(file, fetched)
        if not imported.cards:
            print(f"{file} không có bản ghi thủ tục nào; kiểm tra tệp.", file=sys.stderr)
            raise typer.Exit(_WRONG)
        report = ingest.add_cards(imported.cards, tell)
    if json_:
        bad = [fault.model_dump(mode="json") for fault in imported.faults]
        _print_json({"cards": len(imported.cards), "bad_records": bad} | _sync_json(report))
    else:
        for fault in imported.faults:
            print(f"{file}:{fault.record}: {fault.message}")
        print(f"Đã nhập {len(imported.cards)} thủ tục, {len(imported.faults)} bản ghi có lỗi.")
        print(_sync_sentence(report))


@app.command()
def coverage(knowledge: Knowledge = None, data: Data = None, json_: AsJson = False) -> None:
    """Mỗi hệ thống người dân được dạy có bài hướng dẫn nào; thiếu thì báo."""
    from ingest.coverage import coverage as systems_of

    settings = Settings()
    with _sentences():
        published = _ingest(knowledge, data).publishable_ids()
    try:
        systems = systems_of(knowledge or settings.knowledge, published)
    except (OSError, KeyError, AttributeError):
        print(
            "Thiếu hoặc hỏng systems.csv trong thư mục hướng dẫn; cần hai cột system,guides.",
            file=sys.stderr,
        )
        raise typer.Exit(_ENVIRONMENT) from None
    bad = [system for system in systems if not system.served or system.missing]
    if json_:
        _print_json([s.model_dump() | {"served": s.served} for s in systems])
    else:
        for system in systems:
            print(f"{'✓' if system.served else '✗'} {system.name}: {', '.join(system.guides)}")
            if system.missing:
                print(f"  chưa có bài: {', '.join(system.missing)}")
        print(f"{len(systems)} hệ thống, {len(bad)} hệ thống còn thiếu bài.")
    raise typer.Exit(_WRONG if bad else 0)


def main() -> None:
    """The entry point of `camtay-kb`."""
    app(prog_name="camtay-kb")


def _ingest(knowledge: Path | None, data: Path | None, *, with_models: bool = False) -> Ingest:
    from bot.app import SystemClock, loaded_models

    settings = Settings()
    folder = knowledge or settings.knowledge
    if not (folder / "guides").is_dir():
        print(
            f"Không thấy thư mục {folder}/guides; chạy trong thư mục dự án hoặc dùng --knowledge.",
            file=sys.stderr,
        )
        raise typer.Exit(_ENVIRONMENT)
    store, clock = data or settings.data, SystemClock()
    if not with_models:
        return Ingest(folder, store, clock)
    return Ingest(folder, store, clock, loaded_models(settings))


def _evaluate_beir(
    folder: Path, queries: str, typed: Typed | None, knowledge: Path | None
) -> dict[str, object]:
    from bot.language.abbreviations import Glossary
    from ingest.evaluation.beir import index_documents, read_beir, retyped, score
    from ingest.evaluation.typist import Typist, Way
    from ingest.tables import read_tables

    labelled = read_beir(folder, queries)
    glossary = read_tables(knowledge or Settings().knowledge).glossary
    searcher, typist = index_documents(labelled.documents, Glossary(glossary)), Typist(glossary)
    if typed == "all":
        sets = {way: retyped(labelled, typist, way) for way in Way}
        return {way.value: score(searcher, one).as_contract() for way, one in sets.items()}
    if typed is not None:
        labelled = retyped(labelled, typist, Way(typed))
    return dict(score(searcher, labelled).as_contract())


def _evaluate_questions(
    file: Path, typed: Typed | None, knowledge: Path | None, data: Path | None
) -> dict[str, object]:
    from bot.app import build_answering
    from ingest.evaluation.questions import read_questions, retyped, score_by_way, score_questions
    from ingest.evaluation.typist import Typist, Way
    from ingest.tables import read_tables

    settings = Settings()
    if data is not None:
        settings = settings.model_copy(update={"data": data})
    current = _published_generation(settings.data)

    def category_of(guide_id: str) -> str:
        guide = current.guide(guide_id)
        return guide.category if guide else "?"

    answering, questions = build_answering(settings), read_questions(file)
    typist = Typist(read_tables(knowledge or settings.knowledge).glossary)
    if typed == "all":
        by_way = score_by_way(answering, questions, typist)
        return {way.value: scores.model_dump() for way, scores in by_way.items()}
    if typed is not None:
        questions = retyped(questions, typist, Way(typed))
    return score_questions(answering, questions, category_of).model_dump()


def _wrong_with_model(
    model: bool,
    questions: Path | None,
    typed: Typed | None,
    record: Path | None,
    replay: Path | None,
    always: bool,
) -> str:
    """What is wrong with the options for a model; empty when nothing is."""
    if not model:
        return (
            "Dùng --record, --replay, --always cùng --model." if record or replay or always else ""
        )
    if questions is None or typed == "all":
        return "--model chấm trên --questions TỆP, gõ theo một cách."
    if record and replay:
        return "Chọn một trong hai: --record TỆP hoặc --replay TỆP."
    return ""


def _evaluate_model(
    file: Path,
    typed: Typed | None,
    record: Path | None,
    replay: Path | None,
    always: bool,
    knowledge: Path | None,
    data: Path | None,
    as_json: bool,
) -> None:
    from bot.adapters.prompt_files import PromptFiles
    from ingest.evaluation.comparison import compare, live_voices, recorded_voices
    from ingest.evaluation.comparison_table import show_comparison
    from ingest.evaluation.questions import read_questions

    settings = _settings_for_model(data, always)
    # What each answer came to is in the table.
    log.configure(settings.log_level if settings.log_level != "INFO" else "WARNING")
    with _sentences(), _progress(as_json) as tell:
        _published_generation(settings.data)
        with _reading_questions():
            questions = _typed_so(read_questions(file), typed, knowledge or settings.knowledge)
        with _recording(record or replay):
            voices = recorded_voices(replay) if replay else live_voices(settings, record)
            comparison = asyncio.run(compare(settings, questions, voices, tell))
    if as_json:
        _print_json(comparison.model_dump())
    else:
        show_comparison(comparison, PromptFiles(settings.prompts))


def _settings_for_model(data: Path | None, always: bool) -> Settings:
    settings = Settings()
    given: dict[str, object] = {"model_when": "always"} if always else {}
    return settings.model_copy(update=given | ({"data": data} if data else {}))


def _typed_so(
    questions: "list[Labelled]", typed: Typed | None, knowledge: Path
) -> "list[Labelled]":
    from ingest.evaluation.questions import retyped
    from ingest.evaluation.typist import Typist, Way
    from ingest.tables import read_tables

    if typed is None:
        return questions
    return retyped(questions, Typist(read_tables(knowledge).glossary), Way(typed))


def _ablation(
    questions: Path | None,
    beir: Sequence[Path],
    knowledge: Path | None,
    data: Path | None,
    tell: Progress,
) -> "Iterator[Row]":
    from bot.app import build_embedder
    from ingest.evaluation.ablation import ablation, beir_trial, guide_trial
    from ingest.evaluation.beir import read_beir
    from ingest.evaluation.questions import read_questions
    from ingest.extras import read_extras
    from ingest.tables import read_tables

    settings = Settings()
    folder, store = knowledge or settings.knowledge, data or settings.data
    embedder, glossary = build_embedder(settings), read_tables(folder).glossary
    trials = [beir_trial(place.name, read_beir(place)) for place in beir]
    if questions is not None:
        current = _published_generation(store)
        guides = [guide for guide in map(current.guide, current.guide_ids()) if guide]
        extras = read_extras(folder, store).beside(guides)
        trials.insert(0, guide_trial("guides", guides, extras, read_questions(questions)))
    for trial in trials:
        yield from ablation(trial, glossary, embedder, tell)


def _embedder(settings: Settings) -> "Embedder":
    from bot.app import build_embedder

    embedder = build_embedder(settings)
    if embedder is None:
        print("Việc này cần mô hình ngữ nghĩa; bỏ CAMTAY_EMBEDDING=none.", file=sys.stderr)
        raise typer.Exit(_ENVIRONMENT)
    return embedder


def _published_generation(data: Path) -> "Generation":
    from bot.adapters.generations import GenerationLibrary

    return GenerationLibrary(data).current()


def _lines(current: "Generation") -> "list[Line]":
    from ingest.alike import Line
    from ingest.chunk import phrases_of

    return [
        Line(text=phrase.text, guide=guide.id, family=guide.family)
        for guide in map(current.guide, current.guide_ids())
        if guide is not None
        for phrase in phrases_of(guide)
    ]


def _ways_of_asking(current: "Generation") -> dict[str, tuple[str, ...]]:
    guides = map(current.guide, current.guide_ids())
    return {guide.id: (guide.title, *guide.asks) for guide in guides if guide}


def _asked(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").split("\n")
    return [str(json.loads(line)["q"]) for line in lines if line.strip()]


def _check_stale(knowledge: Path | None, data: Path | None, as_json: bool) -> int:
    from ingest.links import LinkState, check_links

    with _sentences(), _progress(as_json) as tell:
        state = _ingest(knowledge, data).freshness()
        tell("Gọi thử các trang chính thức")
        links = asyncio.run(check_links(state.official_links))
    reached = [link for link in links if link.state is not LinkState.UNREACHED]
    bad = [link for link in reached if link.state is not LinkState.FINE]
    if as_json:
        _print_json(
            state.model_dump(mode="json", exclude={"official_links"})
            | {"network": bool(reached) or not links, "links": [link.model_dump() for link in bad]}
        )
        return _WRONG if state.overdue or bad else 0
    for title, rows in (
        ("Quá hạn kiểm tra lại", [f"{guide} (hạn {day})" for guide, day in state.overdue]),
        ("Đến hạn trong 30 ngày", [f"{guide} (hạn {day})" for guide, day in state.due_soon]),
        ("Chỉ dựa vào báo chí", list(state.press_only)),
        ("Trang chính thức hỏng hoặc đã dời", [f"{b.url} ({b.detail})" for b in bad]),
    ):
        print(f"{title}: {len(rows)}")
        for row in rows:
            print(f"  {row}")
    if not links:
        print("Không có trang chính thức nào để gọi thử.")
    elif not reached:
        print("Không có mạng nên chưa gọi thử được trang nào; chạy lại khi có mạng.")
    elif len(reached) < len(links):
        print(f"{len(links) - len(reached)} trang không gọi được lúc này; thử lại sau.")
    return _WRONG if state.overdue or bad else 0


def _imported(file: Path, fetched: str | None) -> "ProcedureImport":
    from ingest.importers.procedures import read_procedures

    try:
        content = file.read_bytes()
        day = date.fromisoformat(fetched) if fetched else date.fromtimestamp(file.stat().st_mtime)
    except OSError as error:
        print(f"Không đọc được {file}: {error.strerror}; kiểm tra đường dẫn.", file=sys.stderr)
        raise typer.Exit(_ENVIRONMENT) from None
    except ValueError:
        print("--fetched phải là ngày dạng 2026-07-20.", file=sys.stderr)
        raise typer.Exit(2) from None
    return read_procedures(content, day)


def _calibration_json(calibration: Calibration) -> dict[str, object]:
    weights = dict(zip(_WEIGHTS, calibration.weights, strict=True))
    return calibration.model_dump(exclude={"weights", "means", "scales"}) | {"weights": weights}


def _print_calibration(calibration: Calibration) -> None:
    print(f"Trả lời từ {calibration.answer_from:.2f}, gợi ý từ {calibration.offer_from:.2f}.")
    for name, weight in zip(_WEIGHTS, calibration.weights, strict=True):
        print(f"  {name:<18}{weight:+.2f}")
    print(
        f"Dự kiến không trả lời {calibration.declined:.1%} câu có bài,"
        f" trả lời {calibration.answered:.1%} câu không có bài (khi chưa biết chủ đề ấy)."
    )
    print(f"Khớp trên {calibration.questions} câu hỏi.")
    if calibration.carried:
        print(
            f"Lấy lại từ bản {calibration.fitted_in}, lần thứ {calibration.carried};"
            f" từ đó {calibration.changed:.1%} câu đã đổi."
        )
    for part in calibration.reliability:
        share = f"{part.right / part.asked:.0%}" if part.asked else "-"
        print(f"  {part.low:.1f} đến {part.high:.1f}: {part.asked:>5} câu, đúng {share}")


def _check_json(report: CheckReport) -> dict[str, object]:
    return {
        "files": report.files,
        "guides": report.guides,
        "faults": _faults_json(report.faults),
    }


def _sync_json(report: SyncReport) -> dict[str, object]:
    kept = report.model_dump(mode="json", exclude={"faults"})
    return kept | {"faults": _faults_json(report.faults)}


def _faults_json(faults: Sequence[Fault]) -> list[dict[str, object]]:
    return [fault.model_dump(mode="json") | {"blocks": fault.blocks} for fault in faults]


def _sync_sentence(report: SyncReport) -> str:
    left = ""
    if report.left_out:
        kept = f", {len(report.kept)} bài giữ bản cũ" if report.kept else ""
        left = f" Chưa đăng {len(report.left_out)} bài có lỗi{kept}; sửa rồi chạy lại."
    if not report.published:
        return f"Không có gì thay đổi: bản {report.generation}, {report.guides} bài.{left}"
    return (
        f"Đã đăng bản {report.generation}: {report.guides} bài ({len(report.added)} mới, "
        f"{len(report.changed)} sửa, {len(report.removed)} bỏ), {report.chunks} đoạn, "
        f"trong {report.seconds:.1f} giây.{left}"
    )


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))


@contextmanager
def _reading_questions() -> Iterator[None]:
    """Turn an unreadable set of questions into one sentence."""
    try:
        yield
    except (OSError, ValueError, KeyError) as error:
        print(f"Không đọc được bộ câu hỏi: {error}. Kiểm tra đường dẫn.", file=sys.stderr)
        raise typer.Exit(_ENVIRONMENT) from None


@contextmanager
def _recording(file: Path | None) -> Iterator[None]:
    """Turn a recording that can't be read or written into one sentence."""
    try:
        yield
    except FileExistsError:
        print(f"{file} đã có; ghi vào tệp khác để không mất bản ghi cũ.", file=sys.stderr)
        raise typer.Exit(2) from None
    except OSError as error:
        print(f"Không đọc ghi được {file}: {error.strerror}; xem lại tệp ấy.", file=sys.stderr)
        raise typer.Exit(_ENVIRONMENT) from None


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress]:
    """Says what is being done: a spinner on a terminal, plain lines elsewhere, both beside
    the output; nothing when quiet."""
    console = Console(stderr=True)
    if quiet:
        yield lambda doing: None
    elif console.is_terminal:
        with console.status("…") as status:
            yield status.update
    else:
        yield lambda doing: print(f"{doing}…", file=sys.stderr, flush=True)


@contextmanager
def _sentences() -> Iterator[None]:
    """Turn every breakdown into one sentence and its exit code."""
    try:
        yield
    except NoGuides as error:
        sentence = f"Không có bài nào đăng được trong {error}; chạy 'camtay-kb check' để xem lỗi."
        code = _WRONG
    except VerificationFailed as error:
        sentence = f"Bản mới hỏi thử không đạt nên không đăng, bản cũ vẫn chạy: {error}"
        code = _WRONG
    except NoKnowledge:
        sentence = "Chưa có chỉ mục; chạy 'camtay-kb sync' trước."
        code = _ENVIRONMENT
    except DamagedGeneration:
        sentence = "Chỉ mục bị hỏng; chạy 'camtay-kb sync' để lập lại."
        code = _ENVIRONMENT
    except ReadOnlyData as error:
        sentence = f"Không ghi được vào {error}; cấp quyền ghi hoặc dùng --data thư mục khác."
        code = _ENVIRONMENT
    except CamTayError as error:
        sentence = str(error)
        code = _ENVIRONMENT
    else:
        return
    print(sentence, file=sys.stderr)
    raise typer.Exit(code)


if __name__ == "__main__":
    main()
