"""Inclusion and consistency proofs (RFC 9162, 2.1.3 and 2.1.4): lists of hashes, made from complete subtrees.

Making one looks up O(log n) subtrees; `inclusion_needs` and `consistency_needs` say which, so that they can be fetched
before.
"""

from collections.abc import Callable, Sequence

from server.domain.log.tree import EMPTY_ROOT, HASH_BYTES, Complete, node_hash


def inclusion_proof(index: int, size: int, complete: Complete) -> list[bytes]:
    """That the tree of `size` leaves has the leaf at `index`. Raises ValueError when it has none there."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    return _path(index, 0, size, complete)


def consistency_proof(old: int, new: int, complete: Complete) -> list[bytes]:
    """That the tree of `new` leaves begins with that of `old`. Raises ValueError unless 0 < old <= new."""
    if not 0 < old <= new:
        raise ValueError(f"a tree of {new} leaves continues none of {old}")
    return _subproof(old, 0, new, complete, known=True)


def inclusion_needs(index: int, size: int) -> set[tuple[int, int]]:
    """(level, index) of each complete subtree that the proof is made from."""
    return _looked_up(lambda complete: inclusion_proof(index, size, complete))


def consistency_needs(old: int, new: int) -> set[tuple[int, int]]:
    return _looked_up(lambda complete: consistency_proof(old, new, complete))


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root of the tree of `size` leaves in which the proof finds this leaf's hash at `index`; None when it is no
    proof for that place in any tree."""
    if not 0 <= index < size or any(len(one) != HASH_BYTES for one in (leaf, *proof)):
        return None
    at, last, root = index, size - 1, leaf
    for hash in proof:
        if last == 0:
            return None
        if at & 1 or at == last:
            root = node_hash(hash, root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(root, hash)
        at, last = at >> 1, last >> 1
    return root if last == 0 else None


def includes(root: bytes, leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree with this root has this leaf's hash at `index`."""
    return root_by_inclusion(leaf, index, size, proof) == root


def continues(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the larger tree begins with all of the smaller one, unchanged and in order. Of an
    empty tree there is nothing to show."""
    if old == new > 0:
        return not proof and old_root == new_root
    if not 0 < old < new or any(len(one) != HASH_BYTES for one in (old_root, new_root, *proof)):
        return False
    hashes = list(proof)
    if old & (old - 1) == 0:  # the smaller tree is itself one complete subtree of the larger
        hashes.insert(0, old_root)
    if not hashes:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = hashes[0]
    for hash in hashes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node_hash(hash, before), node_hash(hash, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, hash)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _path(index: int, start: int, stop: int, complete: Complete) -> list[bytes]:
    if stop - start == 1:
        return []
    middle = start + _split(stop - start)
    if index < middle:
        return [*_path(index, start, middle, complete), _hash_of(middle, stop, complete)]
    return [*_path(index, middle, stop, complete), _hash_of(start, middle, complete)]


def _subproof(old: int, start: int, stop: int, complete: Complete, known: bool) -> list[bytes]:
    """`old`: where the smaller tree ends. `known`: [start, stop) is as a whole what the verifier has the root of."""
    if old == stop:
        return [] if known else [_hash_of(start, stop, complete)]
    middle = start + _split(stop - start)
    if old <= middle:
        return [*_subproof(old, start, middle, complete, known), _hash_of(middle, stop, complete)]
    return [*_subproof(old, middle, stop, complete, False), _hash_of(start, middle, complete)]


def _hash_of(start: int, stop: int, complete: Complete) -> bytes:
    """The hash over leaves [start, stop), where `start` is a multiple of the smallest power of two that holds them."""
    leaves = stop - start
    if leaves & (leaves - 1) == 0:
        level = leaves.bit_length() - 1
        return complete(level, start >> level)
    middle = start + _split(leaves)
    return node_hash(_hash_of(start, middle, complete), _hash_of(middle, stop, complete))


def _split(leaves: int) -> int:
    """The largest power of two below `leaves`."""
    return 1 << ((leaves - 1).bit_length() - 1)


def _looked_up(make: Callable[[Complete], object]) -> set[tuple[int, int]]:
    asked: set[tuple[int, int]] = set()

    def note(level: int, index: int) -> bytes:
        asked.add((level, index))
        return EMPTY_ROOT

    make(note)
    return asked
