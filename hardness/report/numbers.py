"""Numbers of any size as short text."""

from math import exp, isfinite, log2


def shown_integer(value: int) -> str:
    """Write an integer in full up to 12 digits, as a power of two beyond.

    Examples
    --------
    >>> shown_integer(49152), shown_integer(6 * 47**92)
    ('49,152', '2^513.6')
    """
    return f"{value:,}" if abs(value) < 10**12 else f"{'-' if value < 0 else ''}2^{log2(abs(value)):.1f}"


def shown_exponential(log_value: float) -> str:
    """Write e^log_value as a decimal, or as a power of e where it is astronomically large or small.

    Examples
    --------
    >>> shown_exponential(0.0), shown_exponential(-154268.5)
    ('1', 'e^-154268')
    """
    if not isfinite(log_value):
        return str(exp(log_value))
    return f"{exp(log_value):.4g}" if abs(log_value) < 30 else f"e^{log_value:.6g}"
