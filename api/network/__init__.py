"""Networks of users, and the evidence of a follow."""
