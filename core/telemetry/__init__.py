"""What operators see of the running service: logs, metrics, traces and reports of faults."""
