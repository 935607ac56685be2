"""The documents of a constitution as they are written: shape is checked, names and types are not."""
