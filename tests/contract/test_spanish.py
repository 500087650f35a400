"""What the server says to people in English has its words in Spanish, in the pages' phrasebooks."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.domain.attendance.evidence import FactKind
from server.domain.attendance.record import Flag
from server.domain.signing.remarks import _FLAGS, _OUTCOMES
from server.http.attendance_words import END_REASONS, NOT_COUNTED, SOURCES, words
from server.http.audit_words import WORDS
from server.http.imports import WORDS as CELLS
from server.services import errors

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "client_web" / "src" / "texts" / "es"
REFUSALS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
INSTEAD = ("log of clinic", "This address does not take")
"""Said where nobody reads it on a page."""


def phrases() -> set[str]:
    books = (json.loads((TEXTS / name).read_text()) for name in ("room_said.json", "said.json"))
    return {english for book in books for english in book}


def refusals(tree: ast.Module, kinds: set[str]) -> Iterator[str]:
    """Sentences with which something is refused; `{}` for what varies."""
    said = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in kinds:
            for argument in node.args:
                sentence = _text(said.get(argument.id, argument) if isinstance(argument, ast.Name) else argument)
                if re.match(r"[A-Z{].*[.!?]$", sentence):
                    yield sentence


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _trees() -> Iterator[ast.Module]:
    for folder in ("server/services", "server/http", "signaling/rooms", "signaling/websocket"):
        for source in (ROOT / folder).rglob("*.py"):
            if not source.name.startswith("demo"):
                yield ast.parse(source.read_text())


def test_every_refusal_can_be_read_in_spanish() -> None:
    trees = list(_trees())
    kinds = {*REFUSALS, "RoomError"}
    for tree in trees:
        kinds |= {
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and kinds & {_name(base) for base in node.bases}
        }
    said = {sentence for tree in trees for sentence in refusals(tree, kinds)}
    assert len(said) > 100
    missing = {one for one in said - phrases() if not any(words in one for words in INSTEAD)}
    assert missing == set(), "add them to client_web/src/texts/es/said.json, those of the room to room_said.json"


@pytest.mark.parametrize(
    "table",
    [
        {*WORDS.values()},
        {*END_REASONS.values(), *NOT_COUNTED.values(), *SOURCES.values()},
        {words(flag) for flag in Flag},
        {*_OUTCOMES.values(), *_FLAGS.values()},
        {re.sub(r"{\w+}", "{}", one) for one in CELLS.values()},
        {words(kind).capitalize() for kind in FactKind} - {"Placed", "Disconnected", "Headcount", "Stated"},
    ],
    ids=["acts", "ends", "flags", "remarks", "cells", "facts"],
)
def test_every_word_of_a_record_can_be_read_in_spanish(table: set[str]) -> None:
    assert table - phrases() == set(), "add them to client_web/src/texts/es/said.json"
