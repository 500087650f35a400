from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import sqlite

from server.storage.columns import Json, UtcDateTime

DIALECT = sqlite.dialect()


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="naive"):
        UtcDateTime().process_bind_param(datetime(2026, 3, 4), DIALECT)  # noqa: DTZ001


def test_an_instant_comes_back_in_utc_with_its_microseconds():
    given = datetime(2026, 3, 4, 12, 0, 0, 7, tzinfo=timezone(timedelta(hours=-8)))
    bound = UtcDateTime().process_bind_param(given, DIALECT)
    assert bound is not None
    assert UtcDateTime().process_result_value(bound.replace(tzinfo=None), DIALECT) == given
    assert bound.tzinfo is UTC


def test_equal_values_have_equal_bytes():
    one = Json().process_bind_param({"b": 1, "a": [1, "ä"]}, DIALECT)
    assert one == '{"a":[1,"ä"],"b":1}' == Json().process_bind_param({"a": [1, "ä"], "b": 1}, DIALECT)
    with pytest.raises(ValueError):
        Json().process_bind_param({"a": float("nan")}, DIALECT)
