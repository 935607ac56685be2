"""The append-only, hash-chained record, and positions, profit and loss, weeks and ladder as projections of it.

Empty for now. A decision record becomes part of it by one append, whole or not at all.
"""
