"""Reads that join the stores, in one file each."""
