"""The job that delivers to webhooks: above the executor, which makes the answers."""
