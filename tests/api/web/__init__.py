"""The page of the web client, and its bundle."""
