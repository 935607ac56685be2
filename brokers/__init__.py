"""Adapters that turn order intents into orders and bring back fills: a paper broker and a live one.

An adapter is transport only: it never decides, and is never the source of truth. What any of them must do is stated by
the conformance suite in the tests.
"""
