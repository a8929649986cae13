"""A problem, a reduction, a family of codes and a check, added to attention-hardness from outside."""

from hardness_toy import translations as translations  # enters the check
