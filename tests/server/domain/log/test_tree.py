import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.log.tree import (
    EMPTY_ROOT,
    Frontier,
    complete_subtrees,
    frontier_of,
    leaf_hash,
    node_hash,
)

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())
ENTRIES = [bytes.fromhex(entry) for entry in VECTORS["entries"]]
HASHES = st.lists(st.binary(max_size=4).map(leaf_hash), max_size=70)


def tree_hash(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return node_hash(tree_hash(leaves[:k]), tree_hash(leaves[k:]))


@pytest.mark.parametrize(("size", "root"), list(enumerate(VECTORS["roots"])))
def test_roots_are_those_published(size, root):
    assert frontier_of(map(leaf_hash, ENTRIES[:size])).root().hex() == root


def test_leaves_and_nodes_are_hashed_apart():
    """Published with RFC 6962's reference code."""
    assert leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    assert node_hash(b"N123", b"N456").hex() == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    assert leaf_hash(b"") != EMPTY_ROOT


@given(HASHES)
def test_a_tree_that_grows_leaf_by_leaf_has_the_root_of_the_definition_at_each_size(leaves):
    frontier = Frontier()
    assert frontier.root() == tree_hash([])
    for size, leaf in enumerate(leaves, start=1):
        frontier, _ = frontier.append(leaf)
        assert frontier.root() == tree_hash(leaves[:size])


@given(HASHES)
def test_each_subtree_that_a_leaf_completes_is_told_once_with_its_hash(leaves):
    complete = complete_subtrees(leaves)
    for level in range(8):
        width = 1 << level
        for index in range(len(leaves) // width):
            assert complete(level, index) == tree_hash(leaves[index * width : (index + 1) * width])
        with pytest.raises(KeyError):
            complete(level, len(leaves) // width)


def test_appending_costs_the_logarithm_of_the_size():
    """A frontier of a million leaves has at most 20 hashes, and two appends complete at most 20 subtrees."""
    frontier = Frontier(2**20 - 1, tuple(leaf_hash(bytes([one])) for one in range(20)))
    frontier, completed = frontier.append(leaf_hash(b""))
    assert (len(frontier.hashes), len(completed)) == (1, 20)
    assert frontier.append(leaf_hash(b""))[1] == []


def test_a_frontier_that_does_not_go_with_its_size_is_refused():
    with pytest.raises(ValueError, match="no tree of 3"):
        Frontier(3, (EMPTY_ROOT,))
    with pytest.raises(ValueError, match="32 bytes"):
        Frontier(1, (b"short",))
