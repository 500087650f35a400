"""The wire as it is: examples that old pages send and expect, and PROTOCOL.md's, against the models."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from signaling.protocol import messages

HERE = Path(__file__).parent
PROSE = (HERE.parents[1] / "signaling" / "PROTOCOL.md").read_text(encoding="utf-8")
EXAMPLES: dict[str, list[dict[str, Any]]] = json.loads((HERE / "wire_examples.json").read_text(encoding="utf-8"))

SENT: TypeAdapter[Any] = TypeAdapter(messages.Authenticate | messages.ClientMessage)
RECEIVED: TypeAdapter[Any] = TypeAdapter(messages.ServerMessage)


@pytest.mark.parametrize("example", EXAMPLES["sent"], ids=lambda example: example["type"])
def test_what_pages_send_is_understood(example: dict[str, Any]) -> None:
    assert SENT.dump_python(SENT.validate_python(example), mode="json", exclude_defaults=False) == example


@pytest.mark.parametrize("example", EXAMPLES["received"], ids=lambda example: example["type"])
def test_what_pages_expect_is_what_is_sent(example: dict[str, Any]) -> None:
    assert RECEIVED.dump_python(RECEIVED.validate_python(example), mode="json") == example


def test_there_is_an_example_of_every_message() -> None:
    for direction, union in (("sent", messages.ClientMessage), ("received", messages.ServerMessage)):
        types = {one.model_fields["type"].default for one in get_args(get_args(union)[0])}
        assert types <= {example["type"] for example in EXAMPLES[direction]}


def test_every_message_and_error_code_is_in_the_prose() -> None:
    for example in [*EXAMPLES["sent"], *EXAMPLES["received"]]:
        assert f"`{example['type']}`" in PROSE or f'"{example["type"]}"' in PROSE, example["type"]
    for code in get_args(messages.ErrorCode):
        assert f"`{code}`" in PROSE, code


def test_the_proses_examples_are_messages() -> None:
    lines = [line for block in re.findall(r"```json\n(.*?)```", PROSE, re.DOTALL) for line in block.splitlines()]
    assert len(lines) >= 8
    for line in lines:
        example = json.loads(line.replace("mK3v…", "mK3v-mK3v-mK3v-mK3v"))
        (RECEIVED if _received(example) else SENT).validate_python(example)


def _received(example: dict[str, Any]) -> bool:
    try:
        SENT.validate_python(example)
    except ValidationError:
        return True
    return False
