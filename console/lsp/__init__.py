"""A language server for law: what an editor shows of mistakes, of names, and of what may be written next."""
