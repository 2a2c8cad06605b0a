"""What users do, in figures for who runs the service."""
