"""Texts as people send them, by what a careful dispatcher reads in them: the grammar's own corpus.

A block is a situation, what is wanted, and texts, one a line. `a / b` as what is wanted: either will do. `\\n` in a
text is a new line. Written while the grammar was; `held_out.jsonl` was not seen by whoever wrote it.
"""

SITUATIONS: dict[str, dict[str, object]] = {
    "idle": {},
    "offer": {"offers": ["K7Q"]},
    "two": {"offers": ["K7Q", "M4T"]},
    "again": {"offers": ["K7Q"], "asked_again": "K7Q"},
    "held": {"mission": {"code": "K7Q", "stage": "held"}},
    "confirmed": {"mission": {"code": "K7Q", "stage": "confirmed"}},
    "en_route": {"mission": {"code": "K7Q", "stage": "en_route"}},
    "scene": {"mission": {"code": "K7Q", "stage": "on_scene"}},
    "check": {"mission": {"code": "K7Q", "stage": "on_scene", "check_in": True}},
    "check_road": {"mission": {"code": "K7Q", "stage": "en_route", "check_in": True}},
    "asked_release": {"mission": {"code": "K7Q", "stage": "confirmed"}, "asked_release": True},
    "over": {"recent": ["K7Q"]},
    "page": {"pages": ["K7Q"]},
    "sos_page": {"pages": [{"code": "K7Q", "sos": True}, "M4T"]},
    "stranger": {"unknown": True},
}

BLOCKS = """
offer accept 10
yes 10 min
Yes, 10 minutes away
yes be there in 10
Yes I'll be there in 10
yes omw 10 min
yep 10
yup ten minutes
yeah, about 10
yeah 10 mins tops
ya puedo, 10 min
Si, ando cerca 10 min
sí voy, 10 minutos
si voy para alla llego en 10
si llego en 10
Sí! En diez minutitos
si como en 10 minutos
si, unos 10 min mas o menos
sip 10
sure 10
sure, can be there in 10 min
I can be there in 10
i can make it in 10
can do, 10 min
claro, 10 minutos
claro que si 10
dale, 10 min
puedo llegar en 10
yo voy, llego en 10 minutos
llego en 10
be there in 10
ill be there in 10 min
I'll get there in about 10
there in 10
10 min yes
10 minutes, yes
Y 10 please
Y + 10
Y10 thanks
SI 10 GRACIAS
Si 10\\nMaria G.
Yes 10\\nSent from my iPhone
Yes 10 - HERON
yess 10 min!!
YESSS 10
y 10 k7q
ok yes 10
yes ok 10
im in 10 min
count me in, 10 min
me apunto, llego en 10
simon 10 min
i got it, yes 10
yes i can go 10 min
yes ma'am 10 min
si señora en 10
buenos dias si 10 min
Hola, sí, llego en 10 minutos 🙏
yes (10 min)
yes: 10
yes ten min
sí, diez
si diez minutos

offer accept 30
si media hora
be there in half an hour
llego en media hora
yes half hour
yes in 20-30 min
si, 20 a 30 minutos
yes between 20 and 30

offer accept
Yes
yes!!
yess
YESSSS
yes please
yes i can
yes I can go
yes I'll go
Yes I will
yes of course
yes absolutely
yes count me in
si
sii
siiii
sí puedo
si, yo puedo
si puedo ir
si claro
sí, con gusto
si voy
claro que sí
claro q si
Si, yo voy
si me apunto
me apunto
count me in
im in
I'm in!
yeah i can
yeah I can go
yep i can do it
yes 👍
afirmativo
acepto
Y\\n-Heron
yes\\nmaple
yes sir
Yes ma'am
simon si
yesss k7q
si si
Yes, I'm available
yes im free
sí estoy disponible
I accept
for sure yes

offer ask_again / accept
yeah
yep
voy
omw
on my way
en camino
sure
claro
dale
ok
k
👍
sounds good
va
orale
ahi voy
I'll go
I can go
puedo
yo puedo
listo
ready
of course
por supuesto
10 min
15 minutes
voy 10
i can
heading over
coming
ok going
I'm available
estoy disponible
leaving now

again accept / ask_again
voy
si voy
yes
sure
claro
I do
quiero
si quiero ir
10 min
ok 10
yeah
i want to go
yes I do

offer decline
no
No.
nope
nah
NO thanks
no thank you
no gracias
nel
no puedo
no puedo hoy
hoy no puedo
hoy no
ahorita no puedo
ahora no
no por ahora
can't
cant
I can't
I cant make it
cannot make it
can't make it today
cant right now
not today
not this time
not tonight sorry
not available
unavailable
sorry no
sorry I can't
Sorry can't make it, I'm at work
at work sorry
working sorry
sorry, working
lo siento, no puedo
lo siento estoy trabajando
disculpe no puedo, estoy en el trabajo
no puedo, estoy con mis hijos
no, tengo cita con el doctor
No puedo porque no tengo carro
no, my kids are sick
no can do
no im busy
pass
I'll pass
ill have to pass on this one
paso
esta vez no
sera para la proxima
no voy a poder
no podré ir
no alcanzo
no alcanzo a llegar, estoy en Pomona
me es imposible
imposible
N K7Q
N k7q thanks
0
nop
noo
nooo
No no puedo
n
No\\n- Ana
no, sorry, I have a class tonight
can't, no car today
cant go im sick
I'm sick today, can't
im out
I'm out
count me out
no estoy disponible
no estoy en la ciudad
I'm not available today
i wont be able to make it
wont be able to
I won't make it
no way
nah cant
ay no puedo mija
hoy no porque trabajo
hoy no, estoy muy cansada
no mija hoy no
sorry I already made plans, can't
hoy me toca trabajar, no puedo
I have to pick up my kids, can't make it
tengo que recoger a mis hijos, no puedo
not me, im in san diego
maybe next time
para la otra
no thanks I'm driving
too far for me sorry
me queda muy lejos, no puedo
negative
no can't
No tengo quien me cuide a los niños, no puedo
NO PUEDO IR
no puedo ir compañeros, saludos
No puedo, buena suerte
I can't come, sorry
not able to go
not going
not coming
unable
skip me
no quiero
rather not
no gracias ya es tarde

two decline
no to both
no to both, sorry
N to both
neither
neither one
can't do either
cant do either sorry
no a los dos
no a ninguno
ninguno
ninguno de los dos
no puedo con ninguno
no puedo hoy
not today
N K7Q N M4T
no K7Q no M4T
N K7Q M4T
no a las dos, estoy en el trabajo
unavailable today
no puedo ir a ninguna
both no

two ask_which / human
yes
Y 10
voy
no
ok
10
yes to both
si a los dos
I can do one
n

two accept 10
Y M4T 10
m4t yes 10
si M4T en 10 min
yes M4T 10 minutes
M4T 10 yes

offer standby
L
l
L k7q
only if people are short
only if needed
only if you need me
if no one else can
solo si falta gente
si falta gente
solo si hace falta
solo si me necesitan
nomas si falta gente
standby
as backup
I can be backup
backup only
put me as backup
solo si no hay nadie mas

held release
N
no
cant anymore
I can't make it anymore
i cant go anymore sorry
ya no puedo
ya no puedo ir
ya no voy a poder
no voy a poder ir
siempre no
siempre no voy a poder
something came up, can't make it
me salio algo, no puedo ir
surgio una emergencia familiar y ya no puedo
my kid is sick i cant go
I'm out
release me
have to cancel
need to back out
tengo que cancelar
no puedo

confirmed release
N
no puedo
I can't make it
sorry cant make it
can't go, car broke down
se descompuso mi carro, no puedo ir
mi jefe no me deja salir, ya no puedo ir
I'm not going
no voy
ya no voy
not going
turning back, can't make it
i have to bail
dropping out

asked_release release
LEAVE
leave
leave please
salgo
SALGO
Salgo gracias

asked_release ok / nothing / enroute
STAY
stay
I'll stay
sigo
me quedo
Sigo gracias
no, stay

confirmed enroute
go
voy
omw
OMW!
on my way
On my way!
on our way
en camino
ya en camino
ya voy
ya voy en camino
ya vamos
vamos para alla
voy para allá
ya voy saliendo
voy saliendo
saliendo
ya salí
ya sali de mi casa
leaving now
just left
I left
im leaving now
heading there
heading over
headed that way
headed there now
coming
im coming
i'm on my way
on the way
driving there now
driving
en route
ok omw
ok voy
ok voy para alla
Ok thanks on my way
gracias, ya voy
voy manejando
yes on my way
si voy
ya mero llego
casi llego
almost there
be right there
10 min away
eta 10
ETA 10 min
be there in 10
llego en 10
llego en 10 minutos
estoy a 10 min
I'm about 10 min away
10 minutos
voy, llego en 15
omw 15
on my way, traffic is bad
ya voy, hay mucho trafico
saliendo de mi casa ahorita
leaving my house now
leaving work now
in the car, 10 min
walking over
heading to the bus stop now
voy en el bus
on my way with my vest
otw

en_route arrived
here
Here!
im here
I'm here
HERE K7Q
we're here
here now
arrived
I've arrived
just arrived
just got here
made it
got here
aqui
aquí estoy
aqui ando
ya estoy aqui
ya llegue
ya llegué
llegue
llegué al punto
ya llegamos
llegamos
ya estoy en el punto
estoy en la parada
I'm at the bus stop
at the meeting point
at the corner
aki estoy
toy aki
acabo de llegar
ya estamos
presente
parked
here, wearing a red hat
here by the laundromat
I'm here at the corner
aqui estoy en la esquina
ya llegue, traigo gorra azul
ya estoy aquí, no veo a nadie
HERE\\n-Maple
here - heron
soy heron, ya llegue
aqui estoy frente al banco
i'm here in the blue shirt
on site

en_route human
not here yet
aun no llego
no he llegado
HERON is here
no one is here
where are you
donde estan?
cant find it
no encuentro la parada
no puedo estacionarme
can't find parking
which corner
is heron there
i think im here
donde es
se me hizo tarde
my bus is late
I see a heron lol
llegaste?

scene finding_confirmed
C
c
C 4 2
C4 2
c 4 2
C, 4, 2
C 4
C 4 agents 2 vans
C 4 agentes 2 camionetas
C 4 y 2
C 4 personas y 2 carros
C four two
C cuatro dos
C ice
C migra
C = immigration
C immigration
C inmigración
C confirmed
C 4 2\\n-Heron
K7Q C 4 2
C 4 2 thanks
C 4 2 white vans
C 4 2 camionetas blancas
C: 4 2
c4
ok C 4 2
C 4 2 police vests
C 6 3 no plates

scene finding_unfounded
F
F fare inspectors
F lapd
F policia
F other agency
F otra agencia
other agency
otra agencia
F sheriff
F inspectores del tren
F police
F bomberos
F = other agency
f construction crew

scene finding_nothing_seen
G
g
G nothing
G nada
G nothing here now
G ya no hay nada
nothing here now
nothing here
ya no hay nada
no hay nada
G nobody here
G no hay nadie
G they left
G ya se fueron
G todo tranquilo

scene finding_unable
X
x
X cannot tell
X can't tell
cannot tell
can't tell
no se sabe
X no se sabe
X no sé

scene human
C?
C maybe
C creo
C i think
maybe C
C not sure
C no estoy segura
not C
no C
C or F
C/F
C pero no estoy seguro
C parece
C lapd
C nothing here
C false alarm
C 4-5
C they already left
F ice
F maybe
F es la migra
F or C
G but saw ice
G ice left
G 4 2
X C
C u in 5
see C
Es la migra
it's ICE
creo que es la migra
looks like ice
si es migra
no es migra
its just lapd
is this ice
nobody here
no hay nadie
they left
ya se fueron
2 vans and 4 agents
hay 4 agentes
4 2
they took a man
se llevaron a un señor
they're arresting a lady
arrestaron a dos personas
C in 10 min
C 100

scene nothing / human
gracias C
thanks G
thank you F
Thanks! C
gracias, X

scene left
out
OUT
Out!
fuera
FUERA
I'm out
im out
we're out
estoy fuera
ya estoy fuera
we left
I left
left the area
ya me fui
ya nos fuimos
nos vamos
me voy
ya salimos
ya sali
going home
heading home
we're leaving
on my way home
voy a mi casa
ya voy para mi casa
ya estoy en casa
home safe
I'm home
made it home
ya llegue a mi casa
llegamos a casa
out k7q
OUT thanks
out, both of us
we left, all good
ya nos vamos a la casa
me retiro
nos retiramos
we're clear
off scene
out of there
we are away

check ok
ok
OK!
okay
okk
k
yes
yess
si
sí
si todo bien
yes all good
yep
yeah
bien
todo bien
Todo bien gracias
estamos bien
estoy bien
aqui todo bien
todo tranquilo
todo en orden
sin novedad
all good
all good here
we're good
we are ok
im fine
I'm fine
fine
good
we're both fine
both ok
safe
still good
no problem
no hay problema
👍
👌
ok thanks
yes ok
si ok
we're okay, still watching
todo bien por aqui, seguimos
tranquilo todo
ok\\n-Heron
OK 🙏
all clear
so far so good
si estamos bien

check not_ok
no
NO
not ok
mal
no estamos bien
no estoy bien
not good
not really
tengo miedo
I'm scared
estoy mal
no muy bien
not okay
we are not ok

check human
ok?
ok but they are looking at us
bien pero hay un carro raro
maybe
not sure
who is this
hay peligro?

idle talk
talk
TALK
hablar
call me
please call me
can you call me
can you call me?
can someone call me
llamame
llámeme por favor
me pueden llamar?
me puede llamar
quiero hablar con alguien
necesito hablar con alguien
I need to talk to someone
I want to talk
can I talk to someone?
need to talk
can somebody call me please
me marcan porfa
talk please
can someone call me later today

idle human
can't talk
no puedo hablar
don't call me
no me llamen
who is this
quien es
what is this
when is the next training
cuando es la junta
maybe
yes
no
Y 10
C 4 2
here
lol what
I have a question
tengo una pregunta
my address changed
cambie de numero
I moved to Pomona
how do I sign up my cousin
on vacation until the 5th
es
en
on the bus
off to the store
bus stop
alto, dijeron
cancel my shift
stop sign
they raided the market
quien sos
vos sos de la red?

idle shift_on
on
ON
on 4
ON 4
on 4h
on 4 hours
im on
I'm on
activo
activa
activa 4
activo 4 horas
estoy activo
on call
on duty
im on for 4 hours
I'm on duty
on please
ON gracias
starting my shift
empiezo mi turno

idle shift_off
off
OFF
im off
I'm off
pausa
pausa por favor
off duty
off please
off for today
off today
done for today
signing off
pause
inactivo
I'm done for the day
termine mi turno
fuera de servicio
en pausa

idle language_es
español
espanol por favor
en español
en español por favor
spanish
spanish please
in spanish please
lang es
idioma es
idioma español
no hablo ingles
I don't speak English
solo español
prefiero español
en español?
mensajes en español

idle language_en
english
english please
in english
in english please
ingles
inglés por favor
en ingles
lang en
I don't speak Spanish
no hablo español
prefiero ingles

page ack
ack
ACK
ack k7q
on it
I'm on it
got it
i got it
I'll take it
calling now
calling them now
lo tomo
yo lo tomo
yo me encargo
me encargo
ya le llamo
le llamo
le estoy llamando
enterado
recibido
copy
taking it

sos_page ask_which
ack
on it
lo tomo
got it

sos_page ack
ack k7q
ack sos
ack sos k7q
ack m4t
ACK SOS K7Q thanks
on it k7q

over late
Y
yes 10
si K7Q
no
voy
K7Q Y
here

idle nothing
thanks
Thank you!
thank you so much
thx
ty
gracias
muchas gracias
gracias 🙏
mil gracias
ok
ok thanks
ok gracias
👍
🙏
❤️
😊
hola
buenos dias
good morning
jaja
jajaja
lol
de nada
God bless
bendiciones
perfecto
entendido
copy
sounds good
ok cool
great thanks
gracias a ustedes
👍👍👍

confirmed nothing
ok
ok thanks
thanks
👍
got it
got it thanks
copy
entendido
perfecto gracias
gracias
ok perfecto
understood
bien gracias
waiting
ok will wait
todo bien
Loved “K7Q: meet HERON at Soto St”
Liked “SOS”
Le gustó “SI 10”
A Maria le encantó “Peligro: SOS”
Reacted 👍 to “Danger: SOS”
Me gustó “Peligro: SOS”
Le ha gustado “Peligro: SOS”
Reaccionó con ❤️ a “Peligro: SOS”
Emphasized “Text HERE on arrival. Danger: SOS”
👍 a “AQUI”
> Danger: SOS
Removed a heart from “Danger: SOS”
Quitó un corazón de “Peligro: SOS”

offer human
no thank you yes
yes no
no yes
📷
maybe
tal vez
let me see
dejame ver
no se
no sé
not sure
where is it
donde es?
yes?
si?
y?
yes if heron goes
si va heron si
yes but late
si pero tarde
yes but only until 5
si puedo te aviso
si puedo ir aviso
Si consigo raite voy
what time
who else is going
can my husband come too
yes maybe
yes and no
si y no
she said yes
yes tomorrow
si mañana
yes later
yes after 5
y mi compañero?
who are you
K8Q
Soto and 1st
Soto y 1ra
Yes to the training
did you send this to me
por que no mandan a alguien mas
ask me later
I'm on the bus
depends
depende
can you send the address
que es esto
is it safe
es seguro?
sorry
C
lo voy a pensar
me esperan?
hold on
hurry
hay alguien cerca?
no sé si puedo
i dont know if i can
yes if it's before 5

scene sos
sos
SOS
soss
SOSS
sooos
s.o.s
help
HELP
HELPP
hlep
help!!
help us
help me
ayuda
ayudaa
AYUDA
ayudda
auyda
ayudame
ayudenme
ayudenos
auxilio
socorro
peligro
PELIGROO
pelirgo
danger
911
9 1 1
9-1-1
call 911
llamen al 911
llama al 911 ya
emergency
emergencia
🆘
me siguen
nos siguen
nos estan siguiendo
me estan siguiendo
nos viene siguiendo una camioneta
me viene siguiendo un carro
they're following me
they are following us
a car is following us
someone is following me
im being followed
we're being followed
being followed
he pushed me
they pushed me
he shoved my partner
they hit me
he hit us
hit me in the face
they grabbed me
he grabbed my arm
they grabbed heron
agarraron a mi compañera
me agarraron
me agarró un agente
me empujó
me empujaron
nos empujaron
me pegaron
me pegó
nos pegaron
le pegaron a mi compañero
me golpearon
nos golpearon
me dieron un golpe
we're surrounded
they surrounded us
surrounded
estamos rodeados
nos rodearon
nos tienen rodeados
we're trapped
they boxed us in
they blocked us in
estamos atrapados
nos encerraron
no nos dejan salir
no nos dejan ir
they won't let us leave
wont let me go
can't get out
no podemos salir
tear gas
they gassed us
teargas everywhere
nos echaron gas
nos gasearon
gas lacrimogeno
pepper sprayed
I got pepper sprayed
me echaron gas pimienta
he pointed a gun at us
guns pointed at us
nos apuntan
nos apuntaron con armas
me apunto con una pistola
he has a gun
hes got a knife
threatened us with a gun
nos amenazan
me amenazó
me amenazaron con arrestarme
they arrested heron
they arrested my partner
I'm being arrested
im getting arrested
me arrestan
me estan arrestando
nos arrestaron
me detuvieron
nos detuvieron
they detained us
detenidos estamos
they have us
they have heron
nos tienen
me tienen
nos pararon
me pararon
they stopped us
we got pulled over
they took my partner
took heron
se llevaron a maple
se llevaron a mi compañera
se llevaron a mi compañero
se la llevaron a maple
they took maple
maple got arrested
maple is being detained
detuvieron a heron
arrestaron a mi compa
I'm hurt
im bleeding
estoy herida
estoy sangrando
my partner is hurt
mi compañera esta herida
hirieron a mi compañero
I cant breathe
no puedo respirar
shots fired
disparos
hay balazos
they are shooting
they broke my window
nos rompieron el vidrio
me quitaron el telefono
they took my phone
me jalaron del brazo
me tiraron al suelo
they tackled me
he tackled my buddy
they're chasing us
nos persiguen
nos corretean
vienen por nosotros
they're coming for us
he is attacking us
nos atacan
me atacó
handcuffed
me esposaron
they put handcuffs on me
help they took heron
ayuda nos agarraron
no estamos bien nos siguen
creo que me siguen
i think they're following us
ice agents surrounded us
la migra nos paro
nos agarro la migra
me agarro la migra
we need help
necesitamos ayuda
manden ayuda
send help
get us out of here
ayuda por favor
they hit my partner with a baton
mi compañera fue detenida
fuimos detenidos
got hit by an agent
they ran into our car
nos chocaron
he's hitting me
they're beating us
nos quieren llevar
me quieren subir a la van
me subieron a la camioneta
I'm in handcuffs
nos estan deteniendo
they are detaining us

scene human / nothing / ok / left / arrived / finding_unfounded
help with parking
help me find parking
can you help me with directions
need help finding the corner
ayuda para estacionarme
ayudame a encontrar la calle
no hay peligro
no danger
no danger here
sin peligro
fuera de peligro
not an emergency
no es emergencia
hay peligro?
is there danger?
do you need help?
necesitan ayuda?
we don't need help
no necesitamos ayuda
no help needed
thanks for your help
gracias por su ayuda
I can help
happy to help
I'm at 911 Soto St
911 S Soto
we are at 911 E 1st St
call 213-911-0142
apt 911
they are not following us
no nos siguen
ya no nos siguen
nobody is following us
they didn't hit anyone
no me pegaron
they arrested a man
they pushed a guy
empujaron a un señor
le pegaron a un muchacho
are they following you?
if they follow us what do we do
si nos siguen que hacemos
they followed him
los siguen
siguen aqui
siguen ahi
they're still here
stopped at a light
they stopped a car
pararon un carro
hit traffic
grabbed my bag
took my car
took me 10 min
hit me up later
no llamen al 911
not surrounded
we left, no danger
the family needs legal help
la familia necesita ayuda legal
helping a lady
is it dangerous
me agarró el semáforo
nos paramos a comer
nos paramos enfrente

confirmed sos
they're following me
me siguen
HELP
ayuda
me choco un carro y estoy herida
ICE is at my door help
he is chasing me
peligro

offer sos
SOS
sos
ayudame
auxilio
911
peligro

idle human / help
help with my account
help me find the training
necesito ayuda con la app
hay peligro en soto?
911 S Soto St

idle help
help
HELP
Help!
ayuda
info
INFO
info please
ayuda por favor

idle optout
STOP
stop
Stop.
STOP please
please stop
stop texting me
STOP RRN
stop\\n-Maria
STOP\\nSent from my iPhone
No thank you, stop
no thanks. stop
no more
no more texts
no more messages please
unsubscribe
cancel
end
quit
quítame
quiteme de la lista
quitenme de su lista
ya no me manden mensajes
no me manden mas mensajes
no quiero mas mensajes
ya no quiero recibir mensajes
dejen de mandarme mensajes
take me off your list
remove me
remove my number
wrong number
numero equivocado
don't text me anymore
dont text me again
ya no me escriban
alto
baja
parar
no mas
no más mensajes
opt out
i want to opt out
leave me alone
stop sending me these
stop all
cancelar
please remove me from this list
salir
darme de baja
quiero darme de baja
I moved to Texas, please take me off the list

scene human
don't text me right now
dont text me right now, they see my phone
no me escriban ahorita, me ven el telefono
no me manden mensajes ahorita
don't text me while I'm here
no more texts from my buddy
no more texts from heron please
cancel the alerts, it's just LAPD
cancela las alertas, es la policia
stop the alerts, false alarm
wrong number, 5 agents not 2
wrong number of vans, 3 not 2
salir?
alto, dijeron
stop, they said
they said stop
agents told us to stop filming
stop sign
don't stop texting me
no dejen de escribirme
please don't stop the texts
no more cars here
no more agents

idle optin
START
start
Start please
start again
unstop
START gracias

stranger report
agents at Soto and 1st
hay migra en la calle 3
SOS
help they are taking my dad
Y 10
hola
ayudenme esta la migra afuera
hay redada en el car wash
is this the hotline
they took my brother this morning and I don't know where he is

stranger optout
STOP
unsubscribe
stop please

stranger help
HELP
info
ayuda
"""


def lines() -> list[dict[str, object]]:
    """As JSON lines hold them: what is asked, and what is wanted."""
    found: list[dict[str, object]] = []
    for block in BLOCKS.strip("\n").split("\n\n"):
        head, *texts = block.split("\n")
        name, *kinds = head.replace("/", " ").split()
        minutes = [int(word) for word in kinds if word.isdecimal()]
        first, *also = [word for word in kinds if not word.isdecimal()]
        want: dict[str, object] = {"kind": first} | ({"minutes": minutes[0]} if minutes else {})
        for text in texts:
            found.append({"text": text.replace("\\n", "\n"), "want": want, "also": also, **SITUATIONS[name]})
    return found
