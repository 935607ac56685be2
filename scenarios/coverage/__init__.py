"""What of a law its scenarios reach: rules, clauses both ways, boundaries, rows; and what nobody has looked at."""
