"""RFC 8785, by the vectors of its text and of its author's test data."""

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.canonical import canonical_bytes, read_json

DOCUMENTS = {
    "arrays": ('[56, {"d": true, "10": null, "1": [ ]}]', '[56,{"1":[],"10":null,"d":true}]'),
    "french": (
        '{"peach": "This sorting order", "péché": "is wrong according to French",'
        ' "pêche": "but canonicalization MUST", "sin": "ignore locale"}',
        '{"peach":"This sorting order","péché":"is wrong according to French",'
        '"pêche":"but canonicalization MUST","sin":"ignore locale"}',
    ),
    "structures": (
        r'{"1": {"f": {"f": "hi","F": 5} ,"\n": 56.0}, "10": { }, "": "empty", "a": { },'
        r' "111": [ {"e": "yes","E": "no" } ], "A": { }}',
        r'{"":"empty","1":{"\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}',
    ),
    "unicode": (r'{"Unnormalized Unicode":"A\u030a"}', '{"Unnormalized Unicode":"A\u030a"}'),
    "values": (
        r'{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],'
        r' "string": "\u20ac$\u000F\u000aA' + "'" + r'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}',
        r'{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        r'"string":"€$\u000f\nA' + "'" + r'B\"\\\\\"/"}',
    ),
    "weird": (
        r'{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\u000a": "Newline", "1": "One", "\u0080": "Control\u007f",'
        r' "\ud83d\ude02": "Smiley", "\u00f6": "Latin Small Letter O With Diaeresis",'
        r' "\ufb33": "Hebrew Letter Dalet With Dagesh", "</script>": "Browser Challenge"}',
        r'{"\n":"Newline","\r":"Carriage Return","1":"One","</script>":"Browser Challenge",'
        '"\x80":"Control\x7f","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign",'
        '"\U0001f602":"Smiley","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ),
}

NUMBERS = {  # RFC 8785, appendix B
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(("written", "canonical"), DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_documents_are_as_published(written, canonical):
    assert canonical_bytes(json.loads(written)) == canonical.encode()


@pytest.mark.parametrize(("bits", "text"), NUMBERS.items())
def test_numbers_are_as_the_rfc_says(bits, text):
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical_bytes(number) == text.encode()


@given(PLAIN)
def test_what_is_written_is_read_as_the_same(value):
    assert read_json(canonical_bytes(value)) == value
    assert canonical_bytes(read_json(canonical_bytes(value))) == canonical_bytes(value)


def test_a_whole_number_that_only_a_double_holds_is_read_as_one():
    assert canonical_bytes(read_json("295147905179352825856")) == b"295147905179352830000"


@pytest.mark.parametrize("text", ["[" * 100_000, "NaN", "[1,]", "Infinity", ""])
def test_what_is_no_json_is_refused_when_read(text):
    with pytest.raises(ValueError):
        read_json(text)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=2), st.none()))
def test_names_are_in_the_order_of_utf_16(value):
    names = list(json.loads(canonical_bytes(value)))
    assert names == sorted(names, key=lambda name: name.encode("utf-16-be"))


@pytest.mark.parametrize("value", [2**53, -(2**53), float("nan"), float("inf"), "\ud800", {"\udfff": 1}])
def test_what_cannot_be_said_exactly_is_refused(value):
    with pytest.raises(ValueError):
        canonical_bytes([value])


@pytest.mark.parametrize("value", [b"bytes", {1: "a"}, {"a": {1, 2}}, object()])
def test_what_is_no_json_is_refused(value):
    with pytest.raises(TypeError):
        canonical_bytes(value)
