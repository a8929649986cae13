"""The choice of protocol and padding: all designs, from their parameters alone, and the cost of the code families."""

from hardness.planning.choice import Choice
from hardness.planning.families import ProtocolCost, compare_families, protocol_cost
from hardness.planning.plans import Plan, plan

__all__ = ["Choice", "Plan", "ProtocolCost", "compare_families", "plan", "protocol_cost"]
