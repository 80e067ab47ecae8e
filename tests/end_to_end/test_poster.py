"""`camtay poster`: the real program, its files, its sentences and its exit codes."""

from pathlib import Path

import pypdfium2
import pytest

from .program import Run

GUIDE = "gplx-doi-cap-lai"
BOT = ("--bot", "@CamTayBot")


def text_of(pdf: Path) -> str:
    """The text of the first page, as somebody who selects and copies it gets it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(document[0].get_textpage().get_text_bounded().split())


def test_a_poster_is_a_pdf_and_a_picture_named_by_the_guide(
    run: Run, data: Path, tmp_path: Path
) -> None:
    done = run("poster", data, GUIDE, *BOT, "--commune", "Xã Ba Vì", "--out", "in", "--png")
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().split() == [f"in/{GUIDE}.pdf", f"in/{GUIDE}.png"]
    assert done.stderr == b""
    words = text_of(tmp_path / "in" / f"{GUIDE}.pdf")
    assert "Đổi, cấp lại giấy phép lái xe (bằng lái)" in words
    assert "Tổ công nghệ số cộng đồng xã Ba Vì" in words
    assert "t.me/CamTayBot" in words
    assert (tmp_path / "in" / f"{GUIDE}.png").read_bytes().startswith(b"\x89PNG")


def test_the_file_says_its_title_and_its_language(run: Run, data: Path, tmp_path: Path) -> None:
    run("poster", data, GUIDE, *BOT, "--out", "in")
    content = (tmp_path / "in" / f"{GUIDE}.pdf").read_bytes()
    with pypdfium2.PdfDocument(content) as document:
        assert document.get_metadata_value("Title") == "Đổi, cấp lại giấy phép lái xe (bằng lái)"
        assert len(document) == 1
    assert b"/Lang (vi-VN)" in content


def test_a_category_comes_poster_by_poster_and_as_one_file(
    run: Run, data: Path, tmp_path: Path
) -> None:
    done = run("poster", data, "--category", "xe", "--out", "in", TELEGRAM_BOT_NAME="CamTayBot")
    assert done.returncode == 0, done.stderr
    files = done.stdout.decode().split()
    assert files[-1] == "in/nhom-xe.pdf"
    assert f"in/en/{GUIDE}.pdf" in files
    with pypdfium2.PdfDocument(tmp_path / "in" / "nhom-xe.pdf") as document:
        assert len(document) == len(files) - 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((GUIDE,), 2, "TELEGRAM_BOT_NAME"),
        ((GUIDE, "--bot", "cầm tay"), 2, "5 đến 32"),
        (BOT, 2, "Chọn một"),
        ((GUIDE, "--all", *BOT), 2, "Chọn một"),
        ((GUIDE, "--commune", "...", *BOT), 2, "Tên xã"),
        (("gplx", *BOT), 1, GUIDE),
        (("--category", "xxe", *BOT), 1, "xe"),
        ((GUIDE, *BOT, "--out", "full/in"), 3, "full/in"),
    ],
)
def test_what_cannot_be_printed_is_one_sentence(
    run: Run, data: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "full").write_text("a file where a folder is wanted")
    done = run("poster", data, *arguments)
    assert done.returncode == code
    (sentence,) = done.stderr.decode().splitlines()
    assert said in sentence
    assert done.stdout == b""


def test_without_an_index_there_is_nothing_to_print(run: Run, tmp_path: Path) -> None:
    done = run("poster", tmp_path / "empty", GUIDE, *BOT)
    assert done.returncode == 3
    assert "camtay-kb sync" in done.stderr.decode()


def test_other_commands_load_nothing_for_printing(run: Run, data: Path) -> None:
    done = run("ask", data, "quen mk vneid", PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    loaded = done.stderr.decode()
    assert "bot.app" in loaded
    assert not [name for name in ("fpdf", "segno", "pypdfium2", "PIL") if f" {name}\n" in loaded]
