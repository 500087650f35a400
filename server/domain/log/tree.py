"""The Merkle tree of RFC 9162, section 2.1: hashes, and appending at O(log n).

A *complete* subtree has 2^level leaves and begins at a multiple of that; it never changes once it is there. A tree is
the few complete subtrees that its size in binary names: its frontier.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

Complete = Callable[[int, int], bytes]
"""(level, index) -> the hash of the complete subtree over leaves index * 2^level and on. Level 0: a leaf's hash."""


class Node(NamedTuple):
    """A complete subtree."""

    level: int
    at: int
    """How many subtrees of its size come before it."""
    hash: bytes


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The tree of so many leaves as its complete subtrees, largest first. Raises ValueError when there are not as many
    as the size says."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise ValueError(f"{len(self.hashes)} hashes make no tree of {self.size} leaves")
        if not {HASH_BYTES}.issuperset(map(len, self.hashes)):
            raise ValueError("a hash has 32 bytes")

    def append(self, leaf: bytes) -> tuple["Frontier", list[Node]]:
        """The tree with one leaf's hash more, and the subtrees above the leaves that it completed."""
        hashes, completed = list(self.hashes), []
        hash, level = leaf, 0
        while self.size >> level & 1:
            hash = node_hash(hashes.pop(), hash)
            level += 1
            completed.append(Node(level, self.size >> level, hash))
        return Frontier(self.size + 1, (*hashes, hash)), completed

    def root(self) -> bytes:
        """The Merkle tree hash."""
        if not self.hashes:
            return EMPTY_ROOT
        *larger, root = self.hashes
        for left in reversed(larger):
            root = node_hash(left, root)
        return root


def frontier_of(leaves: Iterable[bytes]) -> Frontier:
    """The tree over these leaves' hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier, _ = frontier.append(leaf)
    return frontier


def complete_subtrees(leaves: Iterable[bytes]) -> Complete:
    """All complete subtrees over these leaves' hashes, in memory. The lookup raises KeyError for one that is not."""
    frontier, known = Frontier(), {}
    for index, leaf in enumerate(leaves):
        frontier, completed = frontier.append(leaf)
        known[0, index] = leaf
        known.update({(node.level, node.at): node.hash for node in completed})
    return lambda level, index: known[level, index]
