"""Running an operation: parsed, limited, weighed, executed."""
