"""The engine of every contract: checks that run under a guard, and reports."""
