"""Suspension and account deletion: the only package that knows every domain."""
