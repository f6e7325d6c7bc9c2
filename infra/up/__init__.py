"""The whole run around Kafka as child processes of one: `perfectform up`."""
