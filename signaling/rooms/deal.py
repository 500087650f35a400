"""Dealing people over breakouts: evenly, in an order that chance has drawn, and never two who are kept apart."""

from collections.abc import Sequence

from server.domain.roster.keep_apart import Pairs


def deal(drawn: Sequence[str], seated: Sequence[Sequence[str]], apart: Pairs) -> list[list[str]] | None:
    """Who is in each breakout: those `seated` there and, evenly, those `drawn`. None: it cannot be without two
    together who are kept apart."""
    breakouts = [list(people) for people in seated]
    everybody = {*drawn, *(one for people in seated for one in people)}
    bound = [one for one in drawn if apart.barring(one, everybody)]
    if not _seat(bound, breakouts, apart):
        return None
    for one in drawn:
        if one not in bound:
            min(breakouts, key=len).append(one)
    return breakouts


def _seat(bound: Sequence[str], breakouts: list[list[str]], apart: Pairs) -> bool:
    """Seat those who may not be with everybody, the emptiest breakout first, going back on what leads nowhere."""
    if not bound:
        return True
    tried_empty = False
    for breakout in sorted(breakouts, key=len):
        if apart.barring(bound[0], breakout) or (tried_empty and not breakout):
            continue
        tried_empty = tried_empty or not breakout
        breakout.append(bound[0])
        if _seat(bound[1:], breakouts, apart):
            return True
        breakout.pop()
    return False
