"""The fast backend: the law as generated Python, one function a document, over rows of one subject each."""
