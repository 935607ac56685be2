"""A market that nobody recorded: daily bars, a path within each day, and option quotes of a stated surface."""
