"""Output for people: solutions and protocols as text, records as CSV, plots."""
