"""What the browser believes about the wire is what the server checks."""

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from signaling.protocol import typescript
from signaling.protocol.messages import MAX_MESSAGE_BYTES


def test_every_message_is_a_member_of_its_union() -> None:
    text = typescript.generate()
    for member in ("Publish", "EndSession", "View", "SubscribeOffer", "Goodbye"):
        assert f"  | {member}\n" in text or f"  | {member};\n" in text
        assert f"export interface {member} {{" in text


def test_a_default_is_optional_to_send_and_always_received() -> None:
    text = typescript.generate()
    assert "  quick?: boolean;" in text
    assert "  id: number | null;" in text
    assert f"MAX_MESSAGE_BYTES = {MAX_MESSAGE_BYTES};" in text


def test_a_shape_the_generator_does_not_know_is_an_error() -> None:
    with pytest.raises(ValueError, match="does not know"):
        typescript._type(TypeAdapter(dict[str, int]).json_schema())


def test_main_writes_the_file_it_is_told(tmp_path: Path) -> None:
    typescript.main([str(tmp_path / "protocol" / "messages.ts")])
    assert (tmp_path / "protocol" / "messages.ts").read_text(encoding="utf-8") == typescript.generate()
