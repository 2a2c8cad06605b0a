"""What the promises are worth: a whole network, asked over HTTP, whose servers are killed.

`make test-faults` runs the full form (FAULTS=full); any other run of the tests the short one.
"""
