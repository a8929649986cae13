"""Attention of any order: exact, in logarithms, over groups of equal tuples, and fast with a proven error.

Names load when they are first used: a reduction needs the inputs only.
"""

from typing import TYPE_CHECKING

import algorithms

if getattr(algorithms, "DISTRIBUTION", None) != "attention-hardness":  # its __init__.py is not ours
    raise ImportError(
        f"algorithms.attention belongs to attention-hardness, but another distribution has replaced the package around "
        f"it in {algorithms.__file__ or list(algorithms.__path__)}; `import hardness` says which, and what to do",
        name="algorithms",
    )

from algorithms.lazy import names_on_use

if TYPE_CHECKING:
    from algorithms.attention.certificate import Certificate, uniform_error_bound
    from algorithms.attention.exact import (
        dense_attention,
        exact_attention,
        exact_error_bound,
        exact_log_attention,
        exact_log_error_bound,
    )
    from algorithms.attention.fast import (
        CertifiedAttention,
        FastAttention,
        ToleranceNotCertifiedError,
        attention_from_moments,
        fast_attention,
    )
    from algorithms.attention.grouped import grouped_attention, grouped_log_attention
    from algorithms.attention.inputs import AttentionInputs
    from algorithms.attention.moments.tokens import TokenMoments
    from algorithms.attention.plan import AttentionPlan, plan_attention
    from algorithms.attention.sizes import AttentionSizes

_HOMES = {
    "AttentionInputs": "algorithms.attention.inputs",
    "AttentionPlan": "algorithms.attention.plan",
    "AttentionSizes": "algorithms.attention.sizes",
    "Certificate": "algorithms.attention.certificate",
    "CertifiedAttention": "algorithms.attention.fast",
    "FastAttention": "algorithms.attention.fast",
    "TokenMoments": "algorithms.attention.moments.tokens",
    "ToleranceNotCertifiedError": "algorithms.attention.fast",
    "attention_from_moments": "algorithms.attention.fast",
    "dense_attention": "algorithms.attention.exact",
    "exact_attention": "algorithms.attention.exact",
    "exact_error_bound": "algorithms.attention.exact",
    "exact_log_attention": "algorithms.attention.exact",
    "exact_log_error_bound": "algorithms.attention.exact",
    "fast_attention": "algorithms.attention.fast",
    "grouped_attention": "algorithms.attention.grouped",
    "grouped_log_attention": "algorithms.attention.grouped",
    "plan_attention": "algorithms.attention.plan",
    "uniform_error_bound": "algorithms.attention.certificate",
}

__all__ = [
    "AttentionInputs",
    "AttentionPlan",
    "AttentionSizes",
    "Certificate",
    "CertifiedAttention",
    "FastAttention",
    "TokenMoments",
    "ToleranceNotCertifiedError",
    "attention_from_moments",
    "dense_attention",
    "exact_attention",
    "exact_error_bound",
    "exact_log_attention",
    "exact_log_error_bound",
    "fast_attention",
    "grouped_attention",
    "grouped_log_attention",
    "plan_attention",
    "uniform_error_bound",
]

__getattr__, __dir__ = names_on_use(__name__, _HOMES)
