"""The contract of a code: its promises to the protocols that are built on it."""
