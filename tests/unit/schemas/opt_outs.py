"""What people write when they want no more texts, and what they write that only sounds like it."""

OPT_OUTS = tuple(
    """
STOP
stop
Stop.
STOP!!!
 stop
“STOP”
"Stop"
'stop'
STOOOOP
Stop please
no more
No thank you, stop
STOP RRN
quítame
please stop
pls stop
Stop now
STOP STOP STOP
ok stop
Stop it
just stop
I said stop
S T O P
S.T.O.P.
st0p
STOP 👍
🛑 STOP 🛑
*STOP*
STOPALL
stop all
UNSUBSCRIBE
Unsubscribe please
unsuscribe
CANCEL
cancel please
END
End, thanks
QUIT
REVOKE
OPTOUT
OPT-OUT
opt out
Opt out please
REMOVE
TD
ARRET
ARRÊT
СТОП
стоп
ЅТОР
ѕтор
STΟP
ＳＴＯＰ
ｓｔｏｐ
𝐒𝐓𝐎𝐏
𝓢𝓽𝓸𝓹
ⓈⓉⓄⓅ
🅂🅃🄾🄿
🆂🆃🅾🅿
ꜱᴛᴏᴘ
S\u200bT\u200bO\u200bP
\u202eSTOP\u202c
STOP\u00a0
Please stop texting me
please stop texting me.
stop texting me i dont know you
I don't know you, stop texting me
I dont know you stop texting me
Stop messaging this number
quit texting me
stop calling and texting me
stop all of these texts
you have the wrong person
paren los mensajes
paren con los mensajes
Can you stop texting me please?
Could you please stop sending me messages
I said stop texting me
I already told you to stop texting me
stop sending these
Stop sending me these messages!!
stop the texts
stop all messages
End texts
cancel alerts
cancel my subscription
don't text me
Don’t text me anymore
Do not text me again
do not contact me
Please do not send any more texts
Don't send me anything
never text this number again
no more texts
No more messages please
Take me off your list
take me off this list please
Remove me from your list
remove my number
Please delete my number
Lose my number
get me off this list
UNSUBSCRIBE ME
I want to unsubscribe
How do I unsubscribe?
how do i stop these texts
I want to opt out
please opt me out of these
I'd like to opt out
I do not want to receive these messages
I don't want any more texts
i dont want these texts
I no longer want to receive texts
I don't want to be contacted
I dont want to hear from you
I'm not interested. Stop texting me.
I revoke my consent
I do not consent to these texts
I withdraw consent
Leave me alone
wrong number
Wrong number, sorry
You have the wrong number
sorry wrong number
ALTO
alto
Alto.
¡ALTO!
BAJA
PARAR
parar
Pare
SALIR
basta
¡Basta ya!
NO MAS
no más
No más, gracias
ya no mas
CANCELAR
cancelar por favor
no más mensajes
No mas mensajes por favor
ya no me manden mensajes
Ya no me manden mensajes, por favor
ya no me manden más mensajes
no me manden mensajes
No me mande mas
no me envíen más textos
por favor no me escriban
ya no me escriban
no me contacten
no me molesten
ya no me molesten más
No me vuelvan a escribir
dejen de mandarme mensajes
Por favor dejen de escribirme
deje de molestarme
paren de mandar mensajes
basta de mensajes
alto a los mensajes
no quiero recibir mensajes
ya no quiero recibir más mensajes
No quiero más mensajes
no deseo recibir nada
no quiero que me escriban
ya no quiero mensajes
quítenme de la lista
Quiteme de su lista por favor
sáquenme de la lista
bórrenme de esta lista
borren mi número
quiero salir de la lista
quiero darme de baja
denme de baja
deme de baja por favor
cancelen mis mensajes
cancelar la suscripción
retiro mi consentimiento
número equivocado
Es número equivocado
se equivocó de número
déjenme en paz
""".strip("\n").split("\n")
)

ONLY_SOUNDS_LIKE_IT = (
    "Alto, dijeron",
    "ALTO dijeron y se bajaron",
    "alto alto alto gritan",
    "la calle baja",
    "Baja California",
    "no para el bus",
    "voy a parar en la esquina",
    "Bus stop",
    "at the stop",
    "I'm at the bus stop",
    "Stop, they said",
    "they stopped a car",
    "traffic stop",
    "stop sign on 3rd",
    "They told him to stop filming",
    "agent told me to stop texting",
    "they said stop texting us",
    "Don't stop texting me",
    "please don't stop sending me texts",
    "no dejen de mandarme mensajes",
    "don't send anyone",
    "no manden a nadie",
    "no me llamen ahora",
    "don't call me, they can hear it",
    "end of the street",
    "The end of 3rd St",
    "cancel my shift tomorrow",
    "cancel K7Q",
    "quit raining",
    "can't stop now",
    "no more cars here",
    "ya no",
    "ya no hay nada",
    "no quiero ir solo",
    "no quiero ir",
    "no",
    "N",
    "N K7Q",
    "Out",
    "OUT",
    "FUERA",
    "out front",
    "get me out of here",
    "saquenme de aqui",
    "I want out",
    "OFF",
    "PAUSA",
    "Y 10",
    "SI 10",
    "SOS",
    "HERE",
    "end of message",
    "stop the alert, it is fare inspectors",
    "cancel the alert, it is fare inspectors",
    "cancelen la alerta",
    "cancela el aviso",
    "le dejé un mensaje",
    "deje un mensaje de voz",
    "dejen mensaje",
    "telefono para mensajes",
    "HERON did not contact me",
    "you did not text me",
    "why did you not message me",
    "if you don't text me I go home",
    "stop sending them, enough people here",
    "stop calling me, they can hear it",
    "dejen de llamarme, nos oyen",
    "Wrong person, they let him go",
    "wrong person",
    "se equivocaron de persona",
    "no recibí el mensaje",
    "I did not get your message",
    "they are not getting texts",
    "remove the fence on the left",
    "take me off the freeway at Soto",
    "Ok",
    "sospechoso",
    "",
    "   ",
    "👎",
)
