"""What a person touches: the command line, one file a verb."""
