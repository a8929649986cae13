"""The contract of a protocol for set disjointness, decided by brute force over messages."""
