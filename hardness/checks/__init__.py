"""Contracts that detect wrong reductions, protocols and codes, and hypothesis strategies for their instances."""

from hardness.checks.contracts.code.checks import CODE_CHECKS
from hardness.checks.contracts.code.contract import check_code
from hardness.checks.contracts.protocol.checks import PROTOCOL_CHECKS
from hardness.checks.contracts.protocol.contract import check_protocol
from hardness.checks.contracts.reduction.contract import REDUCTION_CHECKS, assert_reduction, check_reduction
from hardness.checks.engine.report import CheckResult, Report, Status
from hardness.checks.instances.scopes import register_scope, source_scope
from hardness.checks.instances.symmetries import register_symmetries, symmetries_of

__all__ = [
    "CODE_CHECKS",
    "PROTOCOL_CHECKS",
    "REDUCTION_CHECKS",
    "CheckResult",
    "Report",
    "Status",
    "assert_reduction",
    "check_code",
    "check_protocol",
    "check_reduction",
    "register_scope",
    "register_symmetries",
    "source_scope",
    "symmetries_of",
]
