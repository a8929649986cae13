"""Linear codes with the multiplication property."""
