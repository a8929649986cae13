"""What contracts are tried on: scopes that are enumerated, and symmetries that must not change an answer."""
