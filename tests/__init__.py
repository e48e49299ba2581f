"""The proofs: unit, contract, architecture, integration, end to end, faults and load."""
