"""Documents that a clinic hands out: one page design, the fonts, and what stands on every page.

Texts are escaped here and nowhere else: what comes from people is never read as markup.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from server.domain.disclosure.notice import SHORT_NOTICE
from server.domain.disclosure.terms import BASIS_WORDS
from server.exports.record_words import day
from server.services.disclosures.export_material import Cover

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = "NotoSans", "NotoSans-Bold"
INK, QUIET, TEAL, LINE, PAPER = (
    HexColor("#1F2A2E"),
    HexColor("#5B676B"),
    HexColor("#17635F"),
    HexColor("#D9D3C7"),
    HexColor("#FAF7F2"),
)
MARGIN = 0.8 * inch
WIDTH = LETTER[0] - 2 * MARGIN


@dataclass(frozen=True)
class Attachment:
    name: str
    data: bytes


@cache
def styles() -> dict[str, ParagraphStyle]:
    for name, file in ((REGULAR, "NotoSans-Regular.ttf"), (BOLD, "NotoSans-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, FONTS / file))
    body = ParagraphStyle("body", fontName=REGULAR, fontSize=9.5, leading=13.5, textColor=INK)
    made = {
        "body": body,
        "title": ParagraphStyle("title", body, fontName=BOLD, fontSize=19, leading=24),
        "heading": ParagraphStyle(
            "heading", body, fontName=BOLD, fontSize=11.5, leading=15, spaceBefore=12, spaceAfter=4
        ),
        "clinic": ParagraphStyle("clinic", body, fontName=BOLD, fontSize=9.5, textColor=TEAL),
        "label": ParagraphStyle("label", body, fontSize=8.5, leading=12, textColor=QUIET),
        "cell": ParagraphStyle("cell", body, fontSize=8.5, leading=11.5),
        "strong": ParagraphStyle("strong", body, fontName=BOLD, fontSize=8.5, leading=11.5),
        "small": ParagraphStyle("small", body, fontSize=7.5, leading=10.5, textColor=QUIET),
        "hash": ParagraphStyle("hash", body, fontSize=6.6, leading=9, wordWrap="CJK"),
    }
    return made


def text(words: str, style: str = "body") -> Paragraph:
    """A paragraph that says just these words."""
    printable = "".join(one if one.isprintable() else " " for one in words)
    return Paragraph(escape(printable), styles()[style])


def heading(words: str) -> Paragraph:
    return text(words, "heading")


def head(cover: Cover, title: str, lead: str) -> list[Flowable]:
    """The top of the first page."""
    return [
        text(cover.clinic.name, "clinic"),
        text(title, "title"),
        text(lead, "label"),
        Spacer(0, 10),
    ]


def pairs(rows: Sequence[tuple[str, str]]) -> Table:
    """Names and values, those that have one."""
    cells = [[text(name, "label"), text(value, "cell")] for name, value in rows if value]
    table = Table(cells, colWidths=[1.35 * inch, WIDTH - 1.35 * inch], hAlign="LEFT")
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *_tight(0)])
    return table


def grid(columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[str | Flowable]]) -> Table:
    """A table with a head that comes again on each page. `columns`: name and share of the width."""
    whole = sum(share for _, share in columns)
    cells = [[text(name, "label") for name, _ in columns]]
    cells += [[text(one, "cell") if isinstance(one, str) else one for one in row] for row in rows]
    table = Table(cells, colWidths=[WIDTH * share / whole for _, share in columns], repeatRows=1, hAlign="LEFT")
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, TEAL),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
            *_tight(3.5),
        ]
    )
    return table


def terms_of(cover: Cover, person_id: str | None) -> list[tuple[str, str]]:
    """To whom it goes, what for, on what basis."""
    made = cover.disclosure
    return [
        ("Disclosed to", ", ".join(one for one in (made.recipient, made.affiliation) if one)),
        ("For", made.purpose),
        ("On the basis of", BASIS_WORDS[made.basis]),
        ("", made.particulars),
        ("Consent", cover.scopes.get(person_id or "", "")),
    ]


def notice(cover: Cover) -> list[Flowable]:
    if cover.notice is None:
        return []
    box = Table([[text(cover.notice, "cell")]], colWidths=[WIDTH])
    box.setStyle([("BOX", (0, 0), (-1, -1), 0.8, TEAL), ("BACKGROUND", (0, 0), (-1, -1), PAPER), *_tight(7, 9)])
    return [KeepTogether([heading("Notice to whoever receives this"), box])]


class Masked(Flowable):  # type: ignore[misc]  # reportlab has no types
    """In place of a name: the same for everybody, whoever it is."""

    def __init__(self) -> None:
        super().__init__()
        self.width, self.height = 1.1 * inch, 9

    def wrap(self, *_: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        self.canv.setFillColor(INK)
        self.canv.rect(0, 0, self.width, self.height, stroke=0, fill=1)


def document(cover: Cover, title: str, story: Sequence[Flowable], attachment: Attachment | None = None) -> bytes:
    """The file. Its title and properties name nobody."""
    styles()
    made = io.BytesIO()
    made_on = day(cover.disclosure.at, ZoneInfo(cover.clinic.time_zone))
    foot = f"{cover.clinic.name}  ·  disclosure {cover.disclosure.id} of {made_on}"
    warning = SHORT_NOTICE if cover.notice else "This is the client's own copy."

    class Numbered(Canvas):  # type: ignore[misc]  # reportlab has no types
        """Pages are kept until their number is known."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._kept: list[dict[str, Any]] = []
            if attachment is not None:
                _attach(self, attachment)

        def showPage(self) -> None:
            self._kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for state in self._kept:
                self.__dict__.update(state)
                self._foot(len(self._kept))
                super().showPage()
            super().save()

        def _foot(self, pages: int) -> None:
            self.setStrokeColor(LINE)
            self.line(MARGIN, 0.68 * inch, LETTER[0] - MARGIN, 0.68 * inch)
            self.setFillColor(QUIET)
            self.setFont(REGULAR, 7.5)
            self.drawString(MARGIN, 0.53 * inch, foot)
            self.drawRightString(LETTER[0] - MARGIN, 0.53 * inch, f"Page {self._pageNumber} of {pages}")
            self.drawString(MARGIN, 0.39 * inch, warning)

    template = SimpleDocTemplate(
        made,
        pagesize=LETTER,
        leftMargin=MARGIN - 6,  # a frame's padding
        rightMargin=MARGIN - 6,
        topMargin=0.7 * inch,
        bottomMargin=0.8 * inch,
        title=title,
        author=cover.clinic.name,
        creator="viop",
        lang="en-US",
    )
    template.build(list(story), canvasmaker=Numbered)
    return made.getvalue()


def _attach(canvas: Canvas, file: Attachment) -> None:
    """An embedded file (ISO 32000-1, 7.11.4), which readers list among the attachments."""
    document = canvas._doc
    stream = pdfdoc.PDFStream(
        dictionary=pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("EmbeddedFile")}),
        content=file.data,
        filters=[pdfdoc.PDFZCompress],
    )
    name = pdfdoc.PDFString(file.name)
    spec = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("Filespec"),
            "F": name,
            "UF": name,
            "EF": pdfdoc.PDFDictionary({"F": document.Reference(stream)}),
        }
    )
    names = pdfdoc.PDFDictionary({"Names": pdfdoc.PDFArray([name, document.Reference(spec)])})
    document._catalog.Names = pdfdoc.PDFDictionary({"EmbeddedFiles": names})


def _tight(height: float, side: float = 0) -> list[tuple[Any, ...]]:
    everywhere = ((0, 0), (-1, -1))
    return [
        ("TOPPADDING", *everywhere, height),
        ("BOTTOMPADDING", *everywhere, height),
        ("LEFTPADDING", *everywhere, side),
        ("RIGHTPADDING", *everywhere, side or 6),
    ]
