"""My data: exports."""
