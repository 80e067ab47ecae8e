"""Pictures of PDF pages, by pypdfium2."""

import io

_DOTS_PER_INCH, _POINTS_PER_INCH = 150, 72


def png_of(pdf: bytes) -> bytes:
    """The first page of a PDF file as PNG, in greys, 150 dots to the inch."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        picture = page.render(scale=_DOTS_PER_INCH / _POINTS_PER_INCH, grayscale=True).to_pil()
    png = io.BytesIO()
    picture.save(png, format="PNG", optimize=True, dpi=(_DOTS_PER_INCH, _DOTS_PER_INCH))
    return png.getvalue()
