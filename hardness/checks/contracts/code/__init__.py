"""The contract of a code: what it promises to the protocols built on it."""
