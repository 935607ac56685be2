"""One module for each engine that is measured.

A module has `PACKAGE` (the distribution whose version is told, or empty), `LICENCE`, `build(plan, law)` and, where an
engine wants its rows in a form of its own, `form(row)`: that is made before the clock runs. `build` gives a function
from one such row to a verdict and the bits of the rules that fired, and of those that could not be judged where the
engine has such a thing.
"""
