"""The dashboard and the alerts ask for what is there: each name in a query is a metric that the app has."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from server.live.measures import Measures, of_database, of_process, of_spool
from server.storage.gauges import Gauges, Queue
from server.storage.spool import Depth
from signaling.websocket.live_rooms import Census
from signaling.websocket.metrics import of_rooms, of_workers

DEPLOY = Path(__file__).parents[2] / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
NAME = re.compile(r"\b(?:viop|process)_[a-z_]+\b")
NOTHING = Queue(0, timedelta(), 0)
GAUGES = Gauges(NOTHING, NOTHING, NOTHING, 0, timedelta(), 0, None)


def series() -> set[str]:
    """All that can be asked for."""
    families = [
        *of_rooms(Census(0, {}, ())),
        *of_workers({}),
        *Measures().read(),
        *of_process("node", 1, 1, True),
        *of_spool(Depth(0, None, 0), datetime.now(UTC)),
        *of_database(GAUGES),
    ]
    names = {one.name for one in families if one.kind != "histogram"}
    spreads = [one.name for one in families if one.kind == "histogram"]
    return names | {f"{name}_{part}" for name in spreads for part in ("bucket", "sum", "count")}


def asked() -> Iterator[str]:
    dashboard = json.loads((DEPLOY / "grafana" / "viop.json").read_text("utf-8"))
    for panel in dashboard["panels"]:
        yield from (target["expr"] for target in panel.get("targets", []))
    yield ALERTS.read_text("utf-8")


def test_each_query_names_metrics_that_there_are_and_each_metric_is_shown() -> None:
    named = {name for query in asked() for name in NAME.findall(query)}
    assert named - series() == set()
    shown = {re.sub("_(bucket|sum|count)$", "", name) for name in named}
    assert {re.sub("_(bucket|sum|count)$", "", name) for name in series()} - shown == set()


def test_each_alert_says_what_it_means_and_whom_it_wakes() -> None:
    _, *rules = ALERTS.read_text("utf-8").split("- alert: ")
    assert len(rules) > 10
    for rule in rules:
        assert re.search("severity: (page|ticket)}", rule), rule
        assert re.search(r"summary: .+\n +what: .+", rule), rule
