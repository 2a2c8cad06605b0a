"""Logs, metrics, traces and error reports of the running service."""
