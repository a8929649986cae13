"""The contracts of reductions, protocols and codes.

In each folder ``contract`` is what a user calls, ``case`` is one thing to examine with all that follows from it, and
``checks`` are the promises, one function for each.
"""
