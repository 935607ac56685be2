"""Checks over the whole repository: its lock, its layout, and that no policy hides in Python."""
