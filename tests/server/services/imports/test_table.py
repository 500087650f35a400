"""CSV files as people's spreadsheets write them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.services.errors import Invalid
from server.services.imports.table import MOST_CELL, MOST_LINES, read

COLUMNS = ("record_number", "legal_name", "date_of_birth")


def rows(text: str) -> list[tuple[int, dict[str, str]]]:
    return [(one.line, dict(one.cells)) for one in read(text, COLUMNS, ["record_number"])]


def refusal(text: str) -> str:
    with pytest.raises(Invalid) as refused:
        read(text, COLUMNS, ["record_number"])
    return refused.value.message


@pytest.mark.parametrize(
    "text",
    [
        "record_number,legal_name\nA1,Ana\n",
        "\ufeffRecord Number;Legal name\r\nA1;Ana\r\n",
        "record-number\tLEGAL_NAME\tdate_of_birth\nA1\tAna\t\n",
        "record_number,legal_name,,\nA1,Ana,,\n",
        ' record_number , legal_name\n "A1", Ana ',
        "record_number,legal_name\nA1,Ana\n,\n\n",
    ],
)
def test_headings_are_known_however_a_spreadsheet_writes_them(text):
    assert rows(text) == [(2, {"record_number": "A1", "legal_name": "Ana"})]


def test_lines_are_counted_as_an_editor_counts_them():
    text = 'record_number,legal_name\n\nA1,"Ana\nLuisa"\nA2,Bo\n'
    assert rows(text) == [
        (3, {"record_number": "A1", "legal_name": "Ana\nLuisa"}),
        (5, {"record_number": "A2", "legal_name": "Bo"}),
    ]


def test_wrong_columns_are_named():
    assert refusal("MRN,legal_name\nA1,Ana") == (
        "These are not the columns of this file. Columns that are not known: MRN. "
        "Columns that are missing: record_number."
    )
    assert "twice: legal_name" in refusal("record_number,legal_name,Legal Name\n")


@pytest.mark.parametrize("text", ["", "\n\n", " , ,\n"])
def test_an_empty_file_is_said_to_be_empty(text):
    assert refusal(text) == "The file is empty."


def test_an_open_quote_is_found_with_its_line():
    assert "Line 3 cannot be read" in refusal('record_number,legal_name\nA1,Ana\nA2,"Bo\nA3,Cy\n')


def test_a_line_with_more_cells_than_headings_is_refused_by_itself():
    first, second = read("record_number,legal_name\nA1,Herrera, Ana\nA2,Bo\n", COLUMNS, [])
    assert first.trouble == "has 3 cells where the headings are 2" and not first.cells
    assert second.cells["legal_name"] == "Bo" and not second.trouble


def test_what_is_too_long_is_refused():
    assert read(f"record_number\n{'x' * (MOST_CELL + 1)}", COLUMNS, [])[0].trouble
    assert str(MOST_LINES) in refusal("record_number\n" + "A\n" * (MOST_LINES + 1))


@given(st.text(max_size=300))
def test_no_text_does_anything_but_be_read_or_be_refused(text):
    with contextlib.suppress(Invalid):
        read(text, COLUMNS, ["record_number"])
