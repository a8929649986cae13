"""The two passes over the tokens: mergeable states of keys and values, and the moments of the scores from them."""

from algorithms.attention.moments.scores import ScoreMoments, rounding_bounds, score_moments, score_ranges, unit_queries
from algorithms.attention.moments.tokens import TokenMoments

__all__ = ["ScoreMoments", "TokenMoments", "rounding_bounds", "score_moments", "score_ranges", "unit_queries"]
