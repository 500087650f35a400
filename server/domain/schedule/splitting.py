"""One group becomes two: as even as whoever is kept apart allows."""

from collections.abc import Collection, Sequence

from server.domain.roster.keep_apart import Pairs

Sides = dict[str, int]


def evenly(
    clients: Sequence[str], pairs: Pairs, first: Collection[str] = (), second: Collection[str] = ()
) -> tuple[list[str], list[str]]:
    """The clients in two groups, each in the order that they came in. Nobody is with somebody from whom they are kept
    apart, as far as two groups can do that. `first`, `second`: the staff of each."""
    everybody = set(clients)
    sides = {one: 1 for one in clients if pairs.barring(one, first)}
    sides |= {one: 0 for one in clients if pairs.barring(one, second) and one not in sides}
    _follow(sides, list(sides), pairs, everybody)
    knots: list[Sides] = []
    for one in clients:
        if one not in sides and not any(one in knot for knot in knots):
            knots.append({one: 0})
            _follow(knots[-1], [one], pairs, everybody)
    for knot, turned in zip(knots, _turns(_lead(sides), [_lead(knot) for knot in knots]), strict=True):
        sides |= {one: side ^ turned for one, side in knot.items()}
    return [one for one in clients if sides[one] == 0], [one for one in clients if sides[one] == 1]


def _follow(sides: Sides, found: list[str], pairs: Pairs, everybody: Collection[str]) -> None:
    """Whoever is kept apart from one of these is on the other side, and so on."""
    while found:
        one = found.pop()
        for other in sorted(pairs.barring(one, everybody)):
            if other not in sides:
                sides[other] = 1 - sides[one]
                found.append(other)


def _lead(sides: Sides) -> int:
    """By how many the first group is larger."""
    return sum(1 - 2 * side for side in sides.values())


def _turns(lead: int, knots: Sequence[int]) -> list[bool]:
    """Which of these to turn around, so that the groups differ by as little as can be."""
    ways: dict[int, tuple[bool, ...]] = {lead: ()}
    for knot in knots:
        after: dict[int, tuple[bool, ...]] = {}
        for so_far, turned in ways.items():
            after.setdefault(so_far + knot, (*turned, False))
            after.setdefault(so_far - knot, (*turned, True))
        ways = after
    return list(ways[min(ways, key=lambda one: (abs(one), -one))])
