"""Apache Kafka on one machine without Docker: a broker from Maven's jars, and what is asked of any broker."""
