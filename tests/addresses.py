"""Addresses that clients come from. Source: RFC 5737, for documentation."""

HOME = "192.0.2.1"
ELSEWHERE = "203.0.113.7"
