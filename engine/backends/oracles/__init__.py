"""What second opinions by independent engines have in common: questions, prepared facts, processes, comparison.

Nothing here imports an engine of others, and nothing here is loaded by the child processes that do.
"""
