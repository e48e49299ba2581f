"""docs/reference/events.md: every topic, and every event on it with its fields, from the topics table."""

from deploy.contracts.docs.fields import fields, told_below_fields
from deploy.contracts.docs.markdown import table
from schemas.envelope import EventData
from schemas.topics import GROUPS, HOURS_30_DAYS, TOPICS, Topic

HEAD = """# Events

Every topic and every event, written by `make docs` from `schemas/topics.py` and `schemas/events`. Values are
CloudEvents 1.0 in JSON; the JSON Schemas are in [schemas/published](../../schemas/published), golden messages in
[schemas/examples](../../schemas/examples), and [asyncapi.yaml](../../schemas/asyncapi.yaml) tells the same to machines.
How to add one: [add an event](../how-to/add-an-event.md).

Fields that begin with `sealed_` are ciphertext ([R62](../rules.md#r62)); nothing else is personal
([R61](../rules.md#r61)). Readers pass over fields that they do not know.

Each record ends with `mac`: for every service that reads the topic an HMAC under a key that it shares with the producer
alone. What has none that fits is a dead letter, `unauthentic`, before anything else in it is read
([R104](../rules.md#r104)).

## Topics

"""


def document() -> str:
    topics = table(
        ("topic", "key", "written by", "read by", "partitions", "kept", "what"),
        [
            (
                f"[`{topic.name}`](#{_anchor(topic.name)})",
                topic.key,
                topic.producer,
                ", ".join(topic.consumers),
                str(topic.partitions),
                "the latest of each" if topic.cleanup == "compact" else f"{topic.retention_hours} h",
                topic.purpose,
            )
            for topic in TOPICS
        ],
    )
    groups = ", ".join(f"`{group}`" for group in GROUPS)
    dead = (
        f"\nEach of the groups {groups} has a topic `<group>.dlt` for what it could not read or handle, kept "
        f"{HOURS_30_DAYS} h. The truth is the row in its service's store.\n"
    )
    return HEAD + topics + dead + "".join(_topic(topic) for topic in TOPICS)


def _topic(topic: Topic) -> str:
    return f"\n## {topic.name}\n\n{topic.purpose} The key is {_key(topic)}.\n" + "".join(map(_event, topic.events))


def _key(topic: Topic) -> str:
    return "none" if topic.key == "none" else f"the {topic.key}"


def _event(event: type[EventData]) -> str:
    noted = (
        f"{event.ACKNOWLEDGED_BY} acknowledges it; until then it is published again."
        if event.ACKNOWLEDGED_BY
        else "A copy for people and figures: nobody acknowledges it."
    )
    text = " ".join((event.__doc__ or "").split())
    link = f"[schema](../../schemas/published/{event.TYPE}.schema.json)"
    shown = fields(event.model_json_schema(), told_below_fields(event))
    return f"\n### {event.__name__}\n\n`{event.TYPE}` · {link}. {text} {noted}\n\n{shown}"


def _anchor(heading: str) -> str:
    return heading.replace(".", "")
