"""Every word that `hotline` shows a person, in English and Spanish."""

from typing import Any

TEXTS: dict[str, tuple[str, str]] = {
    # --- everywhere
    "yes": ("yes", "sí"),
    "no": ("no", "no"),
    "yes_letter": ("y", "s"),
    "nothing": ("Nothing to show.", "No hay nada que mostrar."),
    "unreachable": (
        "{service} does not answer at {address}. Start it with `make up`, or set {variable}.",
        "{service} no responde en {address}. Arránquelo con `make up`, o ponga {variable}.",
    ),
    "no_staff_key": (
        "No staff key: set HOTLINE_STAFF_KEY, or HOTLINE_HOME to the folder of an instance (looked in {home}).",
        "Falta la clave: ponga HOTLINE_STAFF_KEY, o HOTLINE_HOME con la carpeta de una instancia (se buscó en {home}).",
    ),
    "kafka_settings": ("Not a Kafka setting, or not a value for it: {names}.", "Ajuste de Kafka que no vale: {names}."),
    "kafka_refused": ("Kafka refused: {why}.", "Kafka se negó: {why}."),
    # --- topics
    "topics": ("Topics", "Temas"),
    "topic": ("topic", "tema"),
    "key": ("key", "llave"),
    "written_by": ("written by", "escribe"),
    "read_by": ("read by", "lee"),
    "partitions": ("partitions", "particiones"),
    "replicas": ("replicas", "réplicas"),
    "kept": ("kept", "se guarda"),
    "change": ("change", "cambio"),
    "state": ("state", "estado"),
    "kept.delete": ("{hours} h", "{hours} h"),
    "kept.compact": ("latest per key", "lo último por llave"),
    "change.created": ("created", "creado"),
    "change.grown": ("grown to {partitions} partitions", "crecido a {partitions} particiones"),
    "change.configured": ("configured", "configurado"),
    "change.unchanged": ("as it should be", "como debe ser"),
    "change.larger": ("has more partitions; they stay", "tiene más particiones; se quedan"),
    "topic.there": ("there", "existe"),
    "topic.missing": ("missing: run `hotline topics apply`", "falta: corra `hotline topics apply`"),
    "topic.differs": ("differs: run `hotline topics apply`", "difiere: corra `hotline topics apply`"),
    "topics_changed": ("{changed} of {total} topics changed.", "Cambiaron {changed} de {total} temas."),
    "topics_would_change": (
        "{changed} of {total} topics would change; nothing was done.",
        "Cambiarían {changed} de {total} temas; no se hizo nada.",
    ),
}


def said(language: str, key: str, **facts: Any) -> str:
    """The sentence with its facts filled in."""
    english, spanish = TEXTS[key]
    return (spanish if language == "es" else english).format(**facts)
