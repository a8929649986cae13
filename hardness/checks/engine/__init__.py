"""What every contract needs: running checks under a guard, values that are shown and kept, reports."""
