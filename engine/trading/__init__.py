"""What an account that runs consists of: instruments, orders, the events of its ledger, and the ports to the world.

`brokers`, `ledger` and `facts` implement the ports; the session joins them. No trading rule stands here: what is done,
when and how much follows from the law.
"""
