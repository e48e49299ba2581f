"""Who may do what on Kafka: one principal for each service, its grants derived from the table of topics (rule R105)."""

from dataclasses import dataclass
from typing import Final, Literal

from schemas.topics import GROUPS, TOPICS, dead_letter_topics

CONSOLE: Final = "console"
ADMIN: Final = "admin"
"""Makes topics, accounts and grants. It has no row: it is the cluster's own super user."""

SERVICES: Final = tuple(sorted({topic.producer for topic in TOPICS}))
PRINCIPALS: Final = (*SERVICES, CONSOLE)

Operation = Literal["read", "write", "describe", "describe_configs"]


@dataclass(frozen=True, slots=True)
class Grant:
    """A principal may do this to one topic or one group. `read` and `write` let it describe, too."""

    principal: str
    resource: Literal["topic", "group"]
    name: str
    operation: Operation


READS: Final[tuple[Operation, ...]] = ("read", "describe_configs")
"""What the console may with every topic: `hotline topics list` shows how each is kept."""


def grants() -> frozenset[Grant]:
    """All that is allowed: a service writes its topics and its dead letters, and reads what names it, in its groups.

    The console reads everything and describes groups; it has no group and writes nothing.
    """
    topics = (*TOPICS, *dead_letter_topics())
    allowed = {Grant(topic.producer, "topic", topic.name, "write") for topic in topics}
    allowed |= {
        Grant(service, "topic", topic.name, "read")
        for topic in topics
        for service in topic.consumers
        if service in SERVICES
    }
    allowed |= {Grant(service, "group", group, "read") for group, service in GROUPS.items()}
    for operation in READS:
        allowed |= {Grant(CONSOLE, "topic", topic.name, operation) for topic in topics}
    allowed |= {Grant(CONSOLE, "group", group, "describe") for group in GROUPS}
    return frozenset(allowed)
