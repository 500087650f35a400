"""Who is at which address of a UDP socket, for Python and for compiled code."""

import ctypes
from typing import Any, TypeVar

from signaling.forwarding.shared import Shared
from signaling.media.fan_out import socket_address
from signaling.media.incoming import Received
from signaling.media.seam import pointer_to
from signaling.media.sockets import Address

ADDRESS_OCTETS = 28
"""Of the longest: `sockaddr_in6`. Shorter ones are followed by zeros."""

Owner = TypeVar("Owner", bound=Received)


class Place(Shared):
    _fields_ = (("address", ctypes.c_uint8 * ADDRESS_OCTETS), ("owner", ctypes.POINTER(Received)))


class Places(dict[Address, Owner]):
    """By address. `table()` is the same, sorted by the kernel's form of it, and made anew only when it is another.

    A place's row is made once, as clients can come from new addresses at each check. What keeps the owners is the
    dictionary: a table is good until it changes.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[Address, bytes] = {}
        self._array: ctypes.Array[Place] = (Place * 0)()
        self._stale = True
        self._table: tuple[Any, int] = (None, 0)

    def __setitem__(self, address: Address, owner: Owner) -> None:
        if self.get(address) is not owner:
            self._rows[address] = _row(address, owner)
            self._stale = True
            super().__setitem__(address, owner)

    def setdefault(self, address: Address, owner: Owner) -> Owner:
        if address not in self:
            self[address] = owner
        return self[address]

    def __delitem__(self, address: Address) -> None:
        del self._rows[address]
        self._stale = True
        super().__delitem__(address)

    def table(self) -> tuple[Any, int]:
        """Its beginning in memory, and how many places it has."""
        if self._stale:
            self._array = (Place * len(self._rows)).from_buffer_copy(b"".join(sorted(self._rows.values())))
            self._table = (pointer_to(ctypes.addressof(self._array)), len(self._rows))
            self._stale = False
        return self._table


def _row(address: Address, owner: Received) -> bytes:
    place = Place(owner=ctypes.cast(ctypes.pointer(owner), ctypes.POINTER(Received)))
    known = socket_address(address)
    place.address[: len(known)] = known
    return bytes(place)
