"""My data, by the API."""
