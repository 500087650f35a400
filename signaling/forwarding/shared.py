"""State in memory of C's layout, so that a compiled packet path can read and write it as well."""

import ctypes


class Shared(ctypes.Structure):
    """A structure that is itself and no other, as objects are. The subclass names its `_fields_`."""

    __hash__ = object.__hash__
