"""Attention of order k: inputs, exact evaluation, fast approximation with a certificate."""
