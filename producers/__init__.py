"""Where frames come from: everything that turns a source into messages on the topic `frames`."""
