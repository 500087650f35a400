from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.log.proofs import (
    consistency_needs,
    consistency_proof,
    continues,
    includes,
    inclusion_needs,
    inclusion_proof,
    root_by_inclusion,
)
from server.domain.log.tree import EMPTY_ROOT, complete_subtrees, frontier_of, leaf_hash
from tests.server.domain.log.test_tree import ENTRIES, VECTORS

PUBLISHED = [bytes.fromhex(one) for one in VECTORS["hashes"]]
LEAVES = [leaf_hash(number.to_bytes(2)) for number in range(130)]
COMPLETE = complete_subtrees(LEAVES)
ROOTS = [frontier_of(LEAVES[:size]).root() for size in range(len(LEAVES) + 1)]


def named(cases: str) -> list:
    return [pytest.param(*case[1:], id=case[0]) for case in VECTORS[cases]]


@pytest.mark.parametrize(("index", "size", "root", "leaf", "proof", "holds"), named("inclusion"))
def test_published_inclusion_proofs_hold_or_fail_as_published(index, size, root, leaf, proof, holds):
    given_proof = [PUBLISHED[one] for one in proof]
    assert includes(PUBLISHED[root], PUBLISHED[leaf], index, size, given_proof) is holds
    if holds and size > 1:
        assert inclusion_proof(index, size, complete_subtrees(map(leaf_hash, ENTRIES))) == given_proof


@pytest.mark.parametrize(("old", "new", "old_root", "new_root", "proof", "holds"), named("consistency"))
def test_published_consistency_proofs_hold_or_fail_as_published(old, new, old_root, new_root, proof, holds):
    given_proof = [PUBLISHED[one] for one in proof]
    assert continues(old, PUBLISHED[old_root], new, PUBLISHED[new_root], given_proof) is holds
    if holds and old != new:
        assert consistency_proof(old, new, complete_subtrees(map(leaf_hash, ENTRIES))) == given_proof


def test_every_leaf_of_every_tree_is_proved_and_nowhere_else():
    for size in range(1, 70):
        for index in range(size):
            proof = inclusion_proof(index, size, COMPLETE)
            assert includes(ROOTS[size], LEAVES[index], index, size, proof)
            assert not includes(ROOTS[size], LEAVES[index + 1], index, size, proof)
            assert not includes(ROOTS[size], LEAVES[index], (index + 1) % size, size, proof) or size == 1
            assert not includes(ROOTS[size - 1], LEAVES[index], index, size, proof)


def test_every_prefix_of_every_tree_is_proved_and_no_other_history():
    for new in range(1, 70):
        for old in range(1, new + 1):
            proof = consistency_proof(old, new, COMPLETE)
            assert continues(old, ROOTS[old], new, ROOTS[new], proof)
            assert not continues(old, ROOTS[old - 1], new, ROOTS[new], proof)
            assert not continues(old, ROOTS[old], new, ROOTS[new + 1], proof)


@given(st.data())
def test_a_proof_that_was_changed_in_any_way_does_not_hold(data):
    new = data.draw(st.integers(2, len(LEAVES)))
    old = data.draw(st.integers(1, new - 1))
    index = data.draw(st.integers(0, new - 1))
    included, continued = inclusion_proof(index, new, COMPLETE), consistency_proof(old, new, COMPLETE)
    assert not includes(ROOTS[new], LEAVES[index], index, new, changed(data, included))
    assert not continues(old, ROOTS[old], new, ROOTS[new], changed(data, continued))


def changed(data: st.DataObject, proof: list[bytes]) -> list[bytes]:
    """One bit flipped, one hash more, fewer or shorter, or two in the other order."""
    at = data.draw(st.integers(0, len(proof) - 1))
    swaps = [number for number, (one, other) in enumerate(pairwise(proof)) if one != other]
    match data.draw(st.sampled_from(["bit", "more", "fewer", "shorter", *["swapped"] * bool(swaps)])):
        case "bit":
            bit = 1 << data.draw(st.integers(0, 255))
            return [*proof[:at], (int.from_bytes(proof[at]) ^ bit).to_bytes(32), *proof[at + 1 :]]
        case "more":
            return [*proof[:at], data.draw(st.sampled_from([EMPTY_ROOT, b"", proof[0]])), *proof[at:]]
        case "fewer":
            return [*proof[:at], *proof[at + 1 :]]
        case "shorter":
            return [*proof[:at], proof[at][:-1], *proof[at + 1 :]]
        case _:
            first = data.draw(st.sampled_from(swaps))
            return [*proof[:first], proof[first + 1], proof[first], *proof[first + 2 :]]


@given(st.data())
def test_the_root_that_a_proof_leads_to_is_that_of_its_tree(data):
    size = data.draw(st.integers(1, len(LEAVES)))
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, COMPLETE)
    assert root_by_inclusion(LEAVES[index], index, size, proof) == ROOTS[size]
    assert root_by_inclusion(LEAVES[index], size, size, proof) is None


def test_a_proof_in_a_log_of_a_million_leaves_needs_some_twenty_subtrees():
    assert len(inclusion_needs(123_456, 10**6)) <= 40
    assert len(consistency_needs(123_456, 10**6)) <= 40
    assert inclusion_needs(5, 8) == {(0, 4), (1, 3), (2, 0)}


def test_no_proof_is_made_for_what_is_not_there():
    with pytest.raises(ValueError, match="no leaf 3"):
        inclusion_proof(3, 3, COMPLETE)
    with pytest.raises(ValueError, match="continues none of 4"):
        consistency_proof(4, 3, COMPLETE)
    with pytest.raises(ValueError, match="continues none of 0"):
        consistency_proof(0, 3, COMPLETE)
