"""The contract of a reduction: answers, witnesses and sizes, over all branches of small instances."""
