"""The pages' words in English and Spanish, and the choice between the two."""

from collections.abc import Mapping

Phrases = Mapping[str, str]

ENGLISH: Phrases = {
    "lang": "en",
    "other_lang": "es",
    "other_lang_name": "Español",
    "product": "Sandbox",
    "sandbox_note": "Nothing here reaches a real phone or a real mailbox.",
    "home": "Home",
    "phones": "Phones",
    "mailbox": "Mailbox",
    "skip": "Skip to the content",
    "home_title": "Phone network and mailbox",
    "home_lead": "Stands in for the phone company and the mail server. What the hotline sends arrives here.",
    "phones_lead": "Every phone the hotline has texted, and a box to answer as the person who holds it.",
    "mailbox_lead": "Every mail the hotline has sent, as plain text.",
    "open_phones": "Open the phones",
    "open_mailbox": "Open the mailbox",
    "count_phones": "phones",
    "count_texts": "texts",
    "count_mails": "mails",
    "live": "Live",
    "offline": "Connection lost, trying again",
    "search": "Find a phone",
    "search_hint": "Name or number",
    "search_do": "Find",
    "no_phones": "No phone has been texted yet.",
    "no_phones_hint": "As soon as the hotline sends a text it appears here, without reloading.",
    "no_match": "No phone fits that search.",
    "show_all": "Show all phones",
    "more_phones": "Older phones are not shown. Find one by its name or number.",
    "opted_out": "Opted out",
    "opted_out_hint": "This phone texted STOP. The network refuses texts to it until it sends START.",
    "no_texts": "No texts yet.",
    "thread_of": "Texts of",
    "from_hotline": "Hotline",
    "from_phone": "Phone",
    "older": "Only the newest texts are shown.",
    "answer_as": "Answer as",
    "answer_hint": "Write a text",
    "send": "Send",
    "sending": "Sending",
    "not_taken": "The hotline did not take this text.",
    "no_answer": "The hotline did not answer. Is it running?",
    "segment": "segment",
    "segments": "segments",
    "status_queued": "on its way",
    "status_sent": "sent",
    "status_delivered": "delivered",
    "status_undelivered": "not delivered",
    "status_failed": "failed",
    "status_received": "sent by phone",
    "received_2xx": "taken by the hotline",
    "received_not": "not taken by the hotline",
    "error": "error",
    "no_mails": "No mail has come yet.",
    "no_mails_hint": "As soon as the hotline sends one it appears here, without reloading.",
    "choose_mail": "Choose a mail to read it.",
    "mail_from": "From",
    "mail_to": "To",
    "mail_date": "Sent",
    "mail_received": "Received",
    "mail_list": "Mails, newest first",
    "no_subject": "(no subject)",
    "no_text": "This mail has no plain text part.",
    "html_part": "HTML part, shown as source",
    "attachments": "Attachments",
    "source": "Whole source",
    "new_mail": "New mail:",
    "new_text": "New text on",
    "not_found": "There is nothing here.",
    "back_phones": "All phones",
}

SPANISH: Phrases = {
    "lang": "es",
    "other_lang": "en",
    "other_lang_name": "English",
    "product": "Sandbox",
    "sandbox_note": "Nada de esto llega a un teléfono ni a un buzón de verdad.",
    "home": "Inicio",
    "phones": "Teléfonos",
    "mailbox": "Buzón",
    "skip": "Ir al contenido",
    "home_title": "Red telefónica y buzón",
    "home_lead": "Hace de compañía telefónica y de servidor de correo. Aquí llega lo que envía la línea.",
    "phones_lead": "Cada teléfono que recibió un mensaje de la línea, y un cuadro para responder como quien lo tiene.",
    "mailbox_lead": "Cada correo que envió la línea, como texto simple.",
    "open_phones": "Abrir los teléfonos",
    "open_mailbox": "Abrir el buzón",
    "count_phones": "teléfonos",
    "count_texts": "mensajes",
    "count_mails": "correos",
    "live": "En vivo",
    "offline": "Sin conexión, intentando de nuevo",
    "search": "Buscar un teléfono",
    "search_hint": "Nombre o número",
    "search_do": "Buscar",
    "no_phones": "Todavía ningún teléfono recibió un mensaje.",
    "no_phones_hint": "En cuanto la línea envíe uno, aparece aquí sin recargar.",
    "no_match": "Ningún teléfono coincide.",
    "show_all": "Ver todos los teléfonos",
    "more_phones": "No se muestran teléfonos más antiguos. Búsquelos por nombre o número.",
    "opted_out": "Dado de baja",
    "opted_out_hint": "Este teléfono mandó STOP. La red rechaza mensajes hacia él hasta que mande START.",
    "no_texts": "Sin mensajes todavía.",
    "thread_of": "Mensajes de",
    "from_hotline": "Línea",
    "from_phone": "Teléfono",
    "older": "Solo se muestran los mensajes más nuevos.",
    "answer_as": "Responder como",
    "answer_hint": "Escriba un mensaje",
    "send": "Enviar",
    "sending": "Enviando",
    "not_taken": "La línea no aceptó este mensaje.",
    "no_answer": "La línea no respondió. ¿Está en marcha?",
    "segment": "segmento",
    "segments": "segmentos",
    "status_queued": "en camino",
    "status_sent": "enviado",
    "status_delivered": "entregado",
    "status_undelivered": "no entregado",
    "status_failed": "falló",
    "status_received": "enviado por el teléfono",
    "received_2xx": "recibido por la línea",
    "received_not": "no recibido por la línea",
    "error": "error",
    "no_mails": "Todavía no llegó ningún correo.",
    "no_mails_hint": "En cuanto la línea envíe uno, aparece aquí sin recargar.",
    "choose_mail": "Elija un correo para leerlo.",
    "mail_from": "De",
    "mail_to": "Para",
    "mail_date": "Enviado",
    "mail_received": "Recibido",
    "mail_list": "Correos, el más nuevo primero",
    "no_subject": "(sin asunto)",
    "no_text": "Este correo no tiene parte de texto simple.",
    "html_part": "Parte HTML, mostrada como código",
    "attachments": "Adjuntos",
    "source": "Código completo",
    "new_mail": "Correo nuevo:",
    "new_text": "Mensaje nuevo en",
    "not_found": "Aquí no hay nada.",
    "back_phones": "Todos los teléfonos",
}

BY_LANGUAGE: Mapping[str, Phrases] = {"en": ENGLISH, "es": SPANISH}


def phrases_for(asked: str | None, accept_language: str) -> Phrases:
    """What the address asks for, else what the browser prefers, else English."""
    if asked_for := BY_LANGUAGE.get(asked or ""):
        return asked_for
    best, best_weight = ENGLISH, 0.0
    for choice in accept_language.split(",")[:16]:
        tag, _, parameter = choice.strip().partition(";")
        phrases = BY_LANGUAGE.get(tag.strip().lower().partition("-")[0])
        weight = _weight(parameter)
        if phrases is not None and weight > best_weight:
            best, best_weight = phrases, weight
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
