"""Live: what happens is told to those who asked for it, whichever process they are connected to."""
