"""How a distributed run stands: sessions, lag, rates, drops, dead letters and latency, from what lies on the topics."""
