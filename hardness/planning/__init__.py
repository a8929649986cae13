"""Which protocol and padding to run: all designs by numbers alone, and what the families of codes cost."""

from hardness.planning.choice import Choice
from hardness.planning.families import ProtocolCost, compare_families, protocol_cost
from hardness.planning.plans import Plan, plan

__all__ = ["Choice", "Plan", "ProtocolCost", "compare_families", "plan", "protocol_cost"]
