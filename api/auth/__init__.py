"""Authentication of a request: tokens, cookies, origins."""
