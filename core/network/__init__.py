"""The users around somebody and the follows among them, for a picture; the evidence of a follow."""
