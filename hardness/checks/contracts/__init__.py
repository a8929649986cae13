"""The contracts of reductions, protocols and codes.

In each folder, ``contract`` holds the function that a user calls, ``case`` one case with all data derived from it, and
``checks`` the promises, one function per promise.
"""
