"""`perfectform topics`: the topics of a Kafka broker, made from their descriptions and compared with them."""

import asyncio

import click

from infra.settings import KAFKA, in_force

_KAFKA = click.option(
    "--kafka", metavar="HOST:PORT", help=f"{KAFKA.about}. Unless told: {KAFKA.env}, else {KAFKA.default()}."
)


@click.group()
def topics() -> None:
    """The topics of a Kafka broker; which there are is described in the code, once.

    \b
    Examples:
      perfectform topics create                    once for a deployment, and after an update
      perfectform topics create --partitions 64    for many sessions at a time; can't be changed later
      perfectform topics list                      what lies on each, and how far its readers are
      perfectform topics describe frames           what it carries, and how it is set
    """  # noqa: D301 - click's mark for a block that it doesn't wrap


@topics.command()
@_KAFKA
@click.option(
    "--partitions",
    metavar="N",
    type=click.IntRange(1, 1000),
    help="Of each topic: as many processes can share a stage. Unless told: as the topics that are there, else 8.",
)
@click.option(
    "--replicas",
    metavar="N",
    type=click.IntRange(1, 9),
    help="Copies of each partition, on as many brokers. Unless told: as the topics that are there, else 1.",
)
@click.pass_context
def create(context: click.Context, kafka: str | None, partitions: int | None, replicas: int | None) -> None:
    """Make the topics that the broker doesn't have; what it has stays as it is.

    Each difference between a topic and its description is one line, and makes the exit code 1. None is altered: the
    count of partitions never can be, and what else was set by hand may be meant.
    """
    from infra.kafka.topic_upkeep import keep_topics

    done = asyncio.run(keep_topics(kafka or in_force(KAFKA).value, partitions, replicas))
    for name in done.made:
        click.echo(f"{name}: made, with {done.partitions} partitions")
    for drift in done.drifts:
        click.echo(drift)
    if done.drifts:
        click.echo("Nothing was altered: set these by Kafka's own tools, or delete the topics and create them anew.")
        context.exit(1)
    if not done.made:
        click.echo(f"All {done.there} topics are there as described, with {done.partitions} partitions")


@topics.command("list")
@_KAFKA
def list_topics(kafka: str | None) -> None:
    """Show what lies on each topic, and how many records each group of readers has still before it."""
    from infra.kafka.shown_topics import show_topics

    asyncio.run(show_topics(kafka or in_force(KAFKA).value))


@topics.command()
@click.argument("names", metavar="[TOPIC]...", nargs=-1)
@_KAFKA
def describe(names: tuple[str, ...], kafka: str | None) -> None:
    """Show what each TOPIC, or every one, is for, and how it is set, beside what the broker has."""
    from infra.kafka.shown_descriptions import show_descriptions

    asyncio.run(show_descriptions(kafka or in_force(KAFKA).value, names))
