from signaling.websocket.instruments import Count, Spread
from signaling.websocket.metrics import exposition


def test_events_are_counted_by_their_labels() -> None:
    count = Count("viop_answers_total", "Answers.", "status")
    assert exposition([count.read()]) == "", "nothing yet"
    for status in ("2xx", "5xx", "2xx"):
        count.add(status)
    assert exposition([count.read()]).splitlines()[2:] == [
        'viop_answers_total{status="2xx"} 2',
        'viop_answers_total{status="5xx"} 1',
    ]


def test_a_spread_counts_what_took_at_most_so_long_as_prometheus_reads_it() -> None:
    spread = Spread("viop_seconds", "Time.", (0.25, 1.0), "kind")
    for seconds in (0.25, 0.5, 4.0):
        spread.add(seconds, "read")
    assert exposition([spread.read()]) == (
        "# HELP viop_seconds Time.\n"
        "# TYPE viop_seconds histogram\n"
        'viop_seconds_bucket{kind="read",le="0.25"} 1\n'
        'viop_seconds_bucket{kind="read",le="1.0"} 2\n'
        'viop_seconds_bucket{kind="read",le="+Inf"} 3\n'
        'viop_seconds_sum{kind="read"} 4.75\n'
        'viop_seconds_count{kind="read"} 3\n'
    )
