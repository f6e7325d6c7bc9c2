"""What every process of Perfect Form agrees on: messages, topics, tables, skeleton, codec. Pure: no I/O, no clock."""
