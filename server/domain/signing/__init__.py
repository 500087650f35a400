"""What people say of records beside what the machine derived: judgements, attestations, amendments. Plain values."""
