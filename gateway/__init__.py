"""What browsers and phones talk to: history over REST, live sets over websockets."""
