"""Numerical algorithms: attention of any order, exact and approximate."""
