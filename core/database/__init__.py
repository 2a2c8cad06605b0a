"""PostgreSQL: transactions, timeouts, replicas, reading one's own writes, ids, COPY."""
