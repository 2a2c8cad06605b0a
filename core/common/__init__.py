"""What every package may use: errors, text, clock, batches, signals."""
