"""From the nodes of a file to documents, one function a kind."""
