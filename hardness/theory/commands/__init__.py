"""The commands that show the theory, one file each."""
