"""A decided week as one HTML file: its tables and its pictures, without a script and without anything from outside."""
