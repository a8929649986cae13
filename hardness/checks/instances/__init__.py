"""Instances for contracts: enumerated scopes, and symmetries that must not change an answer."""
