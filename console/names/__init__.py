"""What the names of a law stand for, told to people, programs and editors."""
