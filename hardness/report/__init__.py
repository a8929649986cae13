"""What a person sees: stages of a run as tables, numbers of any size as text."""
