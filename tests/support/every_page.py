"""Every page of the product: who opens it, where it is, and what must hold of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "client_web" / "src"
AXE = Path(__file__).parents[2] / "client_web" / "node_modules" / "axe-core" / "axe.min.js"
VALUE = r"\$\{(?:[^{}]|\{[^{}]*\})*\}"
FEWEST_LETTERS = 4
"""Of a text without its values, to be told from another language."""
CHECKS = Path(__file__).with_name("page_checks.js")


@dataclass(frozen=True)
class At:
    """One page as one person sees it. `route` is as the pages have it; `address` may have names in braces in it."""

    who: str
    route: str
    address: str

    @property
    def name(self) -> str:
        """Of a file."""
        return re.sub(r"\W+", "-", f"{self.who} {self.address}").strip("-")


STAFF = "admin facilitator"
_TABLE = (
    ("nobody", "/", "/"),
    ("nobody", "/join", "/join"),
    ("nobody", "/join", "/join#a.link"),
    ("nobody", "/invitation", "/invitation"),
    ("nobody", "/invitation", "/invitation#a.link"),
    ("nobody", "/guest", "/guest"),
    ("nobody", "/guest", "/guest#a.link"),
    ("nobody", "/stop", "/stop#a.link"),
    ("nobody", "/kiosk", "/kiosk"),
    ("nobody", "/neutral", "/neutral"),
    ("nobody", "/session/:id", "/session/{skills}"),
    ("nobody", "", "/nothing/here"),
    (STAFF + " auditor", "/", "/"),
    (STAFF, "/roster/:id", "/roster/{group}"),
    (STAFF, "/session/:id", "/session/{group}"),
    ("client", "/session/:id", "/session/{skills}"),
    ("client", "/home", "/home"),
    ("nobody", "/home", "/home"),
    (STAFF + " auditor", "/attendance/", "/attendance"),
    (STAFF, "/attendance/clients", "/attendance/clients"),
    (STAFF, "/attendance/programs", "/attendance/programs"),
    (STAFF, "/attendance/follow-up", "/attendance/follow-up"),
    (STAFF, "/attendance/drug-screens", "/attendance/drug-screens"),
    ("admin auditor", "/attendance/clients/:id", "/attendance/clients/{client}"),
    ("admin auditor", "/attendance/sessions/:id", "/attendance/sessions/{held}"),
    ("admin auditor", "/attendance/sessions/:id/people/:person", "/attendance/sessions/{held}/people/{client}"),
    ("facilitator", "", "/attendance/nothing/here"),
    ("admin auditor", "/audit/", "/audit"),
    ("admin", "/audit/month", "/audit/month"),
    ("admin", "/audit/trail", "/audit/trail"),
    ("admin", "/audit/auditors", "/audit/auditors"),
    (STAFF, "/sign", "/sign"),
    ("facilitator", "/sign/:id", "/sign/{held}"),
    ("facilitator", "/sign/:id", "/sign/{signed}"),
    ("admin", "/devices", "/devices"),
    ("admin", "/messages/", "/messages"),
    ("admin", "/messages/records", "/messages/records"),
    ("admin", "/policies/", "/policies"),
    ("admin", "/policies/:scope/:holder", "/policies/clinic/cedar"),
    ("admin", "/policies/:scope/:holder/edit", "/policies/clinic/cedar/edit"),
    (STAFF, "/people/", "/people"),
    ("admin", "/people/staff", "/people/staff"),
    ("admin", "/people/on-call", "/people/on-call"),
    ("admin", "/people/calls", "/people/calls"),
    ("admin", "/people/keeping", "/people/keeping"),
    ("admin", "/people/import", "/people/import"),
    (STAFF, "/people/clients/:id", "/people/clients/{client}"),
    (STAFF, "/programs/", "/programs"),
    ("admin", "/programs/sites", "/programs/sites"),
    ("admin", "/programs/holidays", "/programs/holidays"),
    ("admin", "/programs/minors", "/programs/minors"),
    ("admin", "/programs/:id", "/programs/{program}"),
    (STAFF, "/schedule/", "/schedule"),
    ("admin", "/schedule/new", "/schedule/new"),
    ("admin", "/schedule/series/:series", "/schedule/series/{series}"),
    ("admin", "/schedule/series/:series/split", "/schedule/series/{series}/split"),
)
PAGES = tuple(At(who, route, address) for roles, route, address in _TABLE for who in roles.split())

DIALOGS = {
    ("facilitator", "/roster/{group}"): (
        ("Take a headcount", "Hacer un conteo"),
        ("Add somebody", "Agregar a alguien"),
    ),
    ("admin", "/people"): (("Add a client", "Agregar participante"),),
    ("admin", "/people/keeping"): (
        ("Put a legal hold", "Poner una retención legal"),
        ("Change the time", "Cambiar el plazo"),
    ),
    ("admin", "/people/staff"): (("Add somebody", "Agregar a alguien"),),
    ("admin", "/people/clients/{client}"): (
        ("Change how to reach them", "Cambiar cómo comunicarse"),
        ("Move", "Trasladar"),
        ("Discharge", "Dar de alta"),
    ),
    ("admin", "/schedule/series/{series}"): (("Add staff", "Agregar personal"),),
    ("admin", "/programs"): (("Add a program", "Agregar un programa"),),
    ("admin", "/devices"): (("Add a device", "Agregar un dispositivo"),),
    ("admin", "/audit/auditors"): (("Add an auditor", "Agregar auditor"),),
    ("facilitator", "/sign/{signed}"): (("Correct the record", "Corregir el registro"),),
}
"""By who and address: what opens a dialog there, in English and Spanish, by the beginning of its name."""


def routes() -> set[str]:
    """What the pages' own sources route, nested ones with what they are nested in."""
    found = set(_routes_of(SOURCES / "App.tsx"))
    nested = {route: component for route, component in found if component.endswith("Pages")}
    flat = {route for route, component in found if route not in nested}
    for route, component in nested.items():
        [source] = SOURCES.glob(f"pages/*/{component}.tsx")
        flat |= {route + below for below, _ in _routes_of(source)}
    return flat


def _routes_of(source: Path) -> Iterator[tuple[str, str]]:
    yield from re.findall(r'<Route path="([^"]+)"(?:.*? component=\{(\w+)\})?', source.read_text())


def english_texts() -> list[str]:
    """The English texts that Spanish has in other words, as regular expressions."""
    english, spanish = (
        {text for file in (SOURCES / "texts" / language).glob("*.ts") for text in _texts_of(file)}
        for language in ("en", "es")
    )
    return sorted(_pattern(text) for text in english - spanish)


def _texts_of(file: Path) -> Iterator[str]:
    for _, text in re.findall(r"(?<=[\s(\[{])(['`])((?:(?!\1)[^\\\n]|\\.)*)\1", file.read_text()):
        letters = re.sub(r"[^A-Za-z]", "", re.sub(VALUE, "", text))
        if len(letters) >= FEWEST_LETTERS and not text.startswith((".", "http")):
            yield text


def _pattern(text: str) -> str:
    parts = re.split(VALUE, text)
    return ".+?".join(re.escape(part) for part in parts)
