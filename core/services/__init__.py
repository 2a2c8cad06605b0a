"""Commands: keyword-only, typed, each owning its transaction and raising domain errors."""
