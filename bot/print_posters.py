"""Print posters: the files of an order, written one by one while saying how far it is."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.domain.errors import UnwritableFolder
from bot.domain.guide import Guide
from bot.posters.choice import Order
from bot.posters.press import Press

_EVERYTHING = "tat-ca"
_CATEGORY = "nhom-"

Told = Callable[[Path], None]


def print_posters(
    press: Press, guides: Sequence[Guide], order: Order, folder: Path, *, png: bool
) -> None:
    """Write a PDF for each guide, named by its id, and one of all of them when the order may be
    for several; with `png` also a picture of each. Nothing is written when one poster can't be
    laid out. Raises PosterRefused or UnwritableFolder."""
    sheets = [press.sheet(guide) for guide in guides]
    with _progress(len(guides) * (2 if png else 1) + (order.guide is None)) as tell:
        for guide, sheet in zip(guides, sheets, strict=True):
            pdf = press.pdf([sheet])
            tell(_written(folder / f"{guide.id}.pdf", pdf))
            if png:
                tell(_written(folder / f"{guide.id}.png", press.picture(pdf)))
        if order.guide is None:
            name = f"{_CATEGORY}{order.category}" if order.category else _EVERYTHING
            tell(_written(folder / f"{name}.pdf", press.pdf(sheets)))


@contextmanager
def _progress(files: int) -> Iterator[Told]:
    """Prints each file's name once it is written, and on a terminal how many are still to come."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("Đang in áp phích", total=files)

        def tell(file: Path) -> None:
            print(file, flush=True)
            bar.advance(task)

        yield tell


def _written(file: Path, content: bytes) -> Path:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        raise UnwritableFolder(f"{file.parent} ({error.strerror})") from error
    return file
