"""Theory that computes: overheads, constants, conjectures and the graph of problems."""
