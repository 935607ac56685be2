"""An account that runs: one independent session an account, on an injected clock.

Snapshot, decide, record, send, receive, record. What is done, when, and how much is the law's; here stands in which
order it happens, and that nothing is lost or done twice on the way.
"""
