"""The append-only Merkle log of a clinic: leaves, heads, proofs, and the check of an export. Plain values only."""
