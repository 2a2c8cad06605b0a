"""Users, signup, sessions, passwords, profiles, staff."""
