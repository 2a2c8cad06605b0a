"""The latest requests of a developer's server, each with its statements: `/dev/requests/`."""
