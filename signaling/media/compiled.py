"""The compiled half of the packet path, where it was built (`compile.py`) and loads."""

import cffi  # type: ignore[import-untyped]

from signaling.media.compile import library
from signaling.media.fan_out import Compiled

_DECLARATIONS = """
uint32_t fan_out(void *protect, const void *packet, int length, const void *rows, int count, int number_at,
                 double now, uint32_t mask);
int take_in(void *work, void *from, int length, double now);
int receive(void *work, int socket, const void *places, int count, int most, double now);
"""


def compiled() -> Compiled | None:
    """The library, or None."""
    ffi = cffi.FFI()
    ffi.cdef(_DECLARATIONS)
    try:
        return ffi.dlopen(str(library()))
    except OSError:
        return None
