"""Messages become rows: every topic but `frames` ends up in ClickHouse."""
