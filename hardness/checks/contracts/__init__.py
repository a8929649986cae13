"""The contracts of reductions, protocols and codes."""
