"""The two passes over the tokens: mergeable states of keys and values, and the moments of the scores from them."""

from algorithms.attention.moments.scores import ScoreMoments, score_moments
from algorithms.attention.moments.tokens import TokenMoments

__all__ = ["ScoreMoments", "TokenMoments", "score_moments"]
