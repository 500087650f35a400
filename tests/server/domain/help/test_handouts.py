import pytest

from server.domain.help.handouts import is_active, media_type_of


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", None),
        (b"<!doctype html><script>x()</script>", None),
        (b" %PDF-1.7", None),
        (b"MZ", None),
        (b"", None),
    ],
)
def test_bytes_say_what_a_file_is(data, kind):
    assert media_type_of(data) == kind


@pytest.mark.parametrize("what", [b"/JavaScript", b"/JS (x)", b"/J#53 (x)", b"/OpenAction<<", b"/Launch/F", b"/XFA["])
def test_a_pdf_that_does_something_by_itself_is_active(what):
    assert is_active(b"%PDF-1.7 << /Type /Catalog " + what + b" >>")


def test_a_plain_one_is_not():
    assert not is_active(b"%PDF-1.7 << /Type /Catalog /JSON 1 /AAB 2 /Pages 1 0 R >>")
