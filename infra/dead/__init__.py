"""Messages that were set aside, as an operator looks at them: `perfectform dead`."""
