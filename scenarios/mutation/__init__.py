"""Whether the scenarios would notice a change: the law is changed in every small way, and judged again."""
