"""How the bundled models are made: nothing of this is needed to run them, so nothing else imports it."""
