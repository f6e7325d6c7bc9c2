"""What a broker refuses or lacks, each one sentence for whoever asked for it."""


class BrokerError(ValueError):
    """The broker can't be started, asked or ended."""


class MissingPartError(BrokerError):
    """This machine lacks what a broker is made of: Java, Maven, or the way to the jars."""


class NoBrokerError(BrokerError):
    """No Kafka broker answers at the address."""


class BrokerRefusesError(BrokerError):
    """The broker answers, and refuses what it is asked: it isn't allowed, or can't be."""


class TopicsError(BrokerError):
    """The broker refuses to make a topic."""
