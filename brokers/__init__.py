"""Adapters that turn order intents into orders and bring back fills: a paper broker and a live one.

Empty for now. An adapter is transport only: it never decides, and is never the source of truth.
"""
