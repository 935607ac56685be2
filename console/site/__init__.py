"""The law as a site of static pages: what `alluse docs` writes."""
