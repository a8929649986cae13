"""The lower-bound pipeline for attention as executable code."""
