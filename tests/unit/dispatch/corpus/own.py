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

scene finding_nothing_seen / human
nobody here
no hay nadie
street is empty
walked up and down, not a soul

scene finding_unfounded / human
its just lapd
son los bomberos

scene finding_unable / human
too dark to see who they are
no pudimos acercarnos

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
is this ice
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
ack sos

sos_page ack
ack k7q
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

offer accept
yup
ye
yas
yea
sip
tes
Yed
sí!
yes mam
yes im down
yes lets go
Yes I'm ready
si estoy lista
si vamos
sí, mándame
yes send me
yes sign me up
si anótame
anotame
apuntame
apúntenme
put me down
sign me up
I'll do it yes
yes we can
yes me and heron
si voy saliendo
ok yes
okay yes i can
yes thats fine
yes works for me
works for me yes
I'm available yes
si me interesa
sí, está bien
ok si
ta bien si
ok está bien, sí voy
✅ yes
Yes I speak Spanish
si hablo español
yes please send me the location
yes I can drive

offer accept 15
15 min yes
yes 15mins
yes in abt 15
yes prob 15 min
yes i think 15 min
Yes I'm 15 away
yes im 15 min from there
si estoy a 15
si estoy como a 15 min
sí, me tardo 15
yes need 15 min
yes give me 15
si deme 15 min
si dame 15
llego ahi en 15
ahi estoy en 15
estoy ahi en 15 min
I'll be there in fifteen
i can get there in 15
can get there in 15
could be there in 15 min
yes 15 driving
Y 15 walking
si 15 en bici
yes 15 from Boyle Heights
yes 15 leaving work now
yes, 15 minutes or so
yes 15ish
sure thing 15
ok sure 15 min
va llego en 15
orale llego en 15 min
sale, 15 min
bet 15
I can go be there in 15
free now 15 min
15 mins out yes
voy saliendo llego en 15
Yes! 15 minutes. Thank you
YES 15 MINUTES
yes, approximately 15 minutes
si aproximadamente 15 minutos
si en unos 15 min llego
si puedo llegar en unos 15
Hi yes I can be there in 15 thanks
hola buenas si puedo llego en 15 minutos gracias
yes fifteen minutes
si quince
quince minutos si

offer decline
not able to tonight
can not today sorry
got work
got my kids
im with my kids cant
with my kids sorry
kids asleep cant leave
my kids are sleeping sorry
no one to watch my kids
no babysitter sorry
no ride tonight
no car
my car is in the shop
mi carro no sirve
no tengo gasolina
no traigo carro
estoy en chamba
ando en la chamba
en el jale no puedo
estoy en la iglesia
at church sorry
in class
in a meeting
in court
at a funeral
estoy en misa
estoy cenando con mi familia
ya estoy dormida
ya me iba a dormir
im in bed
sick today
me siento mal hoy
estoy enfermita
tengo gripa
I have covid
tengo covid
out of state
im in vegas
ando en tijuana
estoy en mexico
no estoy por ahi
not in the area
im too far
way too far
queda lejos
esta lejos para mi
muy lejos de mi
too far from me
no alcanzo a llegar
no llego a tiempo
wont make it in time
cant get there in time
por el momento no
no por el momento
ahora mismo no
justo ahora no
en este momento no puedo
not at this time
no thank you not today
im gonna pass
gonna pass on this one
i pass
ask someone else
ask somebody else please
busquen a alguien mas
que vaya otra persona
otro dia
otro día será
some other time
another time
maybe another day
mañana si hoy no
hoy imposible
no me es posible
no podre asistir
no puedo asistir
no puedo salir
no puedo salir de mi casa
no puedo dejar a mis hijos
i cant leave work
cant leave right now
can't leave the house
mi jefe no me deja
no me dejan salir del trabajo
no señora
no sir sorry
no, perdón
nop hoy no
Noup
nopi
naw
nuh uh
no mames no puedo
híjole no puedo
uy no puedo
la verdad no puedo
fijate que no
fijese que no puedo
me temo que no
im afraid not
afraid not
unfortunately no
sadly cant
I wish but no
quisiera pero no puedo
me gustaria pero no puedo
would love to but cant
i want to but cant
sorry but no
perdon pero no
sorry but i cant
no pero gracias
no but thanks
thanks but no
gracias pero no
gracias pero hoy no
thanks but I can't
not for me
not me sorry
yo no
yo no gracias
yo hoy no
yo no puedo ir
a mi no me toca
no es mi turno
not my shift
im not on call
I'm not on today
no estoy de guardia
no estoy de turno
already at another one
voy manejando no puedo
stuck in traffic cant
im swamped
super busy sorry
bien ocupada
ando ocupado
tengo visita
tengo reunion
tengo que trabajar
i gotta work
i have an appt
doctors appt
I have a dr appointment
tengo cita medica
tengo un compromiso
family stuff sorry
emergencia familiar no puedo
dead battery
my phone is dying cant

held release
i need to cancel
im sorry i need to cancel
tuve un problema no puedo ir
cant do it anymore
I changed my mind
cambie de opinion
mejor no voy
mejor ya no
ya mejor no
pensandolo bien no puedo
i don't feel comfortable going
no me siento bien no voy
i cant wait anymore
no puedo esperar mas
cant wait any longer
me tengo que ir
tengo que irme
quítenme de esta
please replace me
busquen reemplazo
drop me
i'm dropping
bailing sorry
never mind
nevermind
olvidenlo
forget it
siempre no gracias
no longer available
ya no estoy disponible
im not available anymore
I'm unavailable now
won't be able to make it
not gonna make it
not going to make it
im not gonna make it sorry

confirmed release
car wont start cant make it
flat tire cant make it
se me poncho la llanta no llego
no voy a llegar
ya no llego
no alcanzo a llegar
me llamaron del trabajo no puedo
they called me into work cant go
my ride bailed i cant go
i have to turn around
me regreso
me tuve que regresar
had to turn back
going back home
me voy a regresar a mi casa
no podre llegar
I'm backing out
i have to back out sorry
let heron know i cant make it
diganle a heron que no voy
cancel me
no me esperen
dont wait for me
don't wait on me
can't come anymore
ya no puedo llegar

confirmed enroute
on my way there
on the way there now
on my way to the spot
on my way to meet heron
voy para el punto
voy al punto
voy a la parada
rumbo al punto
rumbo a la parada
ya voy rumbo al lugar
ya arranqué
ya arranque
ya me subi al carro
in my car
in the uber
uber coming
on the bus
en el bus
ya en el carro
just got in the car
just leaving
about to leave
leaving in a sec
ahorita salgo
ya mero salgo
im walking there
walking
camino para alla
biking there
5 blocks away
a 5 cuadras
2 min away
be there in two
be there soon
be there shortly
see you in 10
nos vemos en 10
alla nos vemos en 10
there in 5
llegando en 5
llego en unos minutos
ya casi
ya merito
cerca ya
getting close
close by
almost
just around the corner
a la vuelta
looking for parking
buscando estacionamiento
parking now
estacionandome
traffic but coming
traffic but on my way
running late but on my way
voy tarde pero voy
voy un poco tarde
running a little late be there in 15
late but coming 15 min
me tardo 15 min
10 more min
10 minutitos
ok heading over
ok leaving
okay going now
ok ya voy
sip ya voy
yes coming
yep omw
yup on my way
roger on my way
copy heading over
entendido voy
enterado voy para alla
gracias voy para alla
we are heading there
estamos en camino
los dos vamos en camino
vamos los dos
heron and i are on our way
heron y yo vamos
with heron on our way

scene left
both out
we are out
were out safe
out safe
im out of there
left already
already left
already gone
we are gone
just left
just leaving
leaving
heading out
heading out now
heading home now
on our way home
omw home
driving home
driving away
walked away
walking to my car
back at my car
in my car leaving
in the car safe
we got away
got away
I got out
we bounced
ya fuera
ya andamos fuera
ya estamos fuera
fuera de ahi
ya salimos de ahi
ya salimos todos
ya salimos los dos
salimos bien
nos salimos
ya nos salimos
ya me sali de ahi
me sali
ya me quité
nos quitamos
ya no estoy ahi
ya no estamos ahi
ya me retire
ya nos retiramos
nos fuimos
me fui
ya nos vamos
ya vamos para la casa
ya vamos saliendo
saliendo
saliendo de aqui
ya estoy en mi carro
ya en casa
en casa gracias
llegue bien a mi casa
ya llegue bien a casa
home thanks
home now safe
safe at home
made it home safe
got home
I left and heron left too
we both left
los dos nos fuimos
ya nos fuimos los dos
terminamos ya nos vamos
done here leaving
done here heading home
all done heading out
left the scene
away from there
we're away
far away now
ya lejos
lejos ya
ya estamos lejos de ahi

check ok
yes im ok
yes were ok
yes we are fine
yes still here
yup all good
yeah were good
all ok
all is well
everything ok
everything's fine
everythings good
we are fine thanks
doing good
doing ok
still ok
still here all good
were fine just watching
ok watching
ok still watching
just watching
ok we are across the street
good here
good so far
fine so far
im alright
its all good
its ok
no worries all good
quiet here
its quiet
calm
all calm
todo calmado
todo tranqui
tranqui
todo cool
todo chido
chido
bien bien
si bien
si todo tranquilo
si gracias
si estamos bien gracias
estamos los dos bien
aqui seguimos bien
aqui andamos bien
seguimos bien
seguimos observando
todo bien seguimos aqui
todo bien mirando
bien hasta ahorita
por ahora bien
por el momento bien
okey
oki
okis
ok ok
okok
yes sir
yes maam
affirmative
sí señora
👍👍
ok 👍
✅
safe and sound
a salvo
sin problemas
sin broncas
no pasa nada
nada nuevo
nothing new all good

check not_ok
no we are not
nope
not great
not good at all
nah
no estoy
no mucho
no nada bien
esta feo
esto esta mal
we are scared
scared
i dont feel safe
dont feel safe here
no me siento segura
no nos sentimos seguros
im not ok
im not good

idle talk
can you call
please call
call please
someone please call me
i want to speak to someone
i'd like to talk to someone
could someone call me tomorrow
llamen por favor
que alguien me llame
alguien me puede llamar
alguien que me llame por favor
necesito que me llamen
quiero que me llamen
podrian llamarme
hablenme por favor
puedo hablar con alguien
con quien puedo hablar
quiero platicar con alguien
i need to talk about last night
quiero hablar de lo de ayer
i'm not doing well can someone call me

idle shift_off
not available today
not available tonight
no disponible hoy
hoy no estoy disponible
turn me off
turn me off for tonight
take me off call
off call
off the clock
off til tomorrow
off for the night
going off call
im going off
me salgo de guardia
ya no estoy activa
desactivame
desactiveme
ponme en pausa
pausame
pausenme por hoy
quiero pausa
stop my shift
done for now
end shift
clocking out
logging off
im off the rest of the day
pausa hasta mañana
descanso hoy
no puedo hoy
i cant today

idle shift_on
ya estoy disponible
on duty now
back on
im back on
on again
turn me on
turn me back on
actívame
activame
activarme
ya estoy activo
lista para guardia
ready for my shift
on 2 hrs
on for 2
on for two hours
activo por 2 horas
activa 2h

two decline
no both
no to both of them
not either
can't make either
cant go to either
sorry no to both
no puedo a ninguno
no puedo a ninguna de las dos
a ninguno
ninguna
ni uno ni otro
ninguno gracias
no to all
pass on both
ill pass on both
paso de los dos
both are too far
im out for both
im at work
working tonight
hoy no puedo
not available
cant today

scene finding_nothing_seen
G empty
G street is empty
G all quiet
G quiet
G clear
G no one
G no activity
g they are gone
G gone
G ya no estan
G vacio
G limpio
g nothing to see
G no ice here
G no hay migra
G, all clear
G - nada

scene finding_unfounded
F its lapd
F es la policia
F just police
F solo policia
F ambulance
F tow truck
F film shoot
F movie shoot
F security guards
F guardias de seguridad
F ladwp
F private security
F es una filmacion
F es construccion
F son bomberos
F paramedics
F traffic accident
F accidente
F choque
F code enforcement
F city workers
F trabajadores de la ciudad
F sheriff traffic stop
F not ice
F no es migra
F no era migra era lapd

scene finding_unable
X cant see
X can't see from here
X too far
X no se ve
X no veo bien
X no puedo ver
X no alcanzo a ver
X not sure
X unclear
X street is blocked
X calle cerrada
X can't get close
x no idea

scene finding_confirmed
C 3 1
C 3 agents 1 van
C 3 agents, 1 van
C 3 agentes 1 van
C 3 agentes y una camioneta
C tres uno
C three one
C - 3 - 1
C 3, 1
C 3/1
C 3 people 1 car
C 3 personas 1 carro
C: 3 agents
C confirmed 3 1
C ICE 3 1
C 3 1 ice
C 3 1 they are taking a man
C 3 1 se llevaron a un señor
C 3 1 black suv
C 3 1 chalecos
C 5 agents
C 2 vans
confirmed C 3 1
C confirmado
Y C 3 1
C 3 1 👍
C 3 1 ICE on vests
C 10 4
c3 1
C 3 1 -Maple

scene sos
he just put his hands on me
they put their hands on my partner
one of them pushed heron down
an agent shoved me against the wall
agent pushed my buddy to the ground
they slammed heron on the hood
he slammed me into the car
they threw heron on the ground
they knocked me down
knocked me over
he knocked the phone out of my hand
smacked my phone out of my hand
they got my partner
they got heron
they got us
ice has my partner
ice has us
they have my partner in the van
they put heron in the van
they put my partner in a car
theyre putting me in the van
they are taking us
they are taking heron
they're taking my buddy away
taking my partner
they took my buddy in a van
took my partner away
my partner just got taken
my buddy got detained
my partner is being arrested
heron is being arrested
heron got arrested
heron was arrested
they cuffed my partner
they cuffed me
im cuffed
we are being detained
were being detained
being detained
getting detained
im detained
I'm under arrest
they say im under arrest
they're arresting us
arresting me
arresting us now
they want to arrest us
they threatened to arrest us
threatening to arrest me
threatening us
they threatened us
he threatened to shoot
he threatened me with a bat
he pulled a gun
he pulled a knife on us
pulled out a gun
they drew their guns
they drew weapons on us
they have guns pointed at us
pointing rifles at us
rifles pointed at us
gun pointed at me
he raised his gun at us
weapons drawn on us
they tased heron
tased me
they maced us
maced in the face
they sprayed us
sprayed me in the eyes
got sprayed
we got gassed
we got tear gassed
tear gas on us
they're throwing tear gas
gas canisters
flashbang
rubber bullets
they shot rubber bullets at us
they're shooting at us
someone is shooting
gunshots
a car tried to hit us
he tried to run us over
van tried to run me over
they rammed my car
they rear ended us on purpose
they hit my car
they blocked my car
boxed in by two suvs
two suvs boxed us in
they blocked us with their cars
we are blocked in
cant leave they blocked us
they won't let us go
not letting us leave
they wont let me leave
wont let us out
surrounded by agents
agents all around us
agents surrounding us
we're surrounded by agents
circling us
a truck is following me
black suv following us
suv behind us wont stop following
car has been following me for 10 min
same car following me
guy following us
somebody is following heron and me
someone following me
we are being followed by a van
followed me home
they followed us to the car
they're right behind us following
they are chasing my partner
chased us down the street
he's chasing me
running from them
we are running
he is trying to grab me
trying to grab my partner
someone grabbed my arm
grabbed my hair
grabbed me by the arm
agent grabbed my camera
he grabbed my phone
they broke my phone
they smashed our window
broke our window
he punched me
punched my partner in the face
he kicked me
they're kicking us
beating up my partner
beating heron
they beat us
got beat up
he choked me
choking my partner
he hit heron with his car
got hit by a car
my partner was hit by a car
my partner is bleeding
heron is bleeding
im bleeding a lot
heron is hurt bad
heron is unconscious
my partner passed out
my buddy cant breathe
we cant breathe
cant breathe
i think my arm is broken
broke my arm
I was attacked
we were attacked
got attacked
got jumped
attacked by a guy
man attacking us
trapped
we are trapped inside
trapped in the store
locked in
they locked us in
stuck inside they wont let us out
hiding from them
we are hiding
hiding in a store agents outside
need help now
please help us
pls help
help they have us
someone help
need help asap
we need help here
send someone now help
we are in danger
im in danger
in danger
emergency please
HELP ME
HELP US PLEASE
hellp
heelp
helpp me
halp
sos sos sos
sosss
SOS K7Q
ssos
sso help
s o s
nine one one
pls call 911
call the police we are being attacked
ayúdenos por favor
ayudeme por favor
ayúdenme
ayudennos
auxilioo
auxillio
AUXILIO NOS LLEVAN
socorroo
estamos en peligro
estoy en peligro
en peligro
hay mucho peligro
corremos peligro
emergencia por favor
nos llevan
me llevan
ya nos llevan
nos estan llevando
me quieren llevar
se estan llevando a mi compañera
se la estan llevando a mi compañera
se llevan a maple
se lo llevaron a heron
se llevaron a mi compa
agarraron a maple
la agarraron a maple
agarraron a mi pareja
nos agarraron
ya nos agarraron
nos cayeron
nos cayó la migra
me cayo ice encima
nos rodearon los agentes
nos rodean
nos estan rodeando
estamos rodeados de agentes
me acorralaron
nos tienen acorralados
me tienen contra la pared
nos tienen en el suelo
nos tienen en el piso
nos tienen detenidos
me tienen detenida
nos tienen retenidos
me tienen en la patrulla
nos metieron a la van
me metieron a la camioneta
metieron a heron en la camioneta
subieron a heron a la van
subieron a mi compañero
me estan subiendo
nos esposaron
esposaron a mi compañera
me pusieron las esposas
me estan esposando
me arrestaron
me van a arrestar
nos van a arrestar
quieren arrestarnos
me quieren arrestar
me detuvo la policia
me detuvo ice
nos detuvo la migra
nos paró la migra
nos paró ice
nos paro un agente
me paró la policia
nos pararon los agentes
nos bajaron del carro
me bajaron del carro
nos sacaron del carro
me sacaron del carro
me jalaron
me jaló
jalaron a heron
me jalonearon
me aventaron
me aventó
nos aventaron el carro
me aventaron al piso
me tiró al suelo
me tumbaron
me pegó un agente
me pego un agente
me pegaron en la cara
me dio una cachetada
me dieron un puñetazo
me dio un golpe
le dieron un golpe a mi compañera
golpearon a heron
golpearon a mi compañera
le pegaron a heron
estan golpeando a mi compañera
estan pegandole a heron
me patearon
nos patearon
me golpeo la cabeza un agente
me empujo un agente
me empujo la migra
empujaron a mi compañera
empujaron a maple al suelo
me amenazó un agente
nos amenazaron
nos estan amenazando
me amenazaron con una pistola
nos amenazan con armas
me apuntan
nos estan apuntando
me estan apuntando con un arma
apuntaron a mi compañera
sacaron las armas
sacaron pistola
saco una pistola
trae un cuchillo
tiene un cuchillo
tiene una pistola y nos amenaza
nos dispararon
estan disparando
disparos cerca
se oyen balazos
nos tiraron gas
tiraron gas lacrimogeno
nos aventaron gas
nos rociaron
me rociaron los ojos
me echaron spray
gas pimienta
nos gasearon a todos
no puedo respirar por el gas
nos vienen persiguiendo
me persigue un carro
me viene siguiendo una camioneta
nos sigue una van
nos sigue un carro negro
me sigue un hombre
me sigue un agente
un carro me sigue
una camioneta nos sigue
un señor me esta siguiendo
me andan siguiendo
nos andan siguiendo
alguien me sigue
creo que nos siguen
creo que nos estan siguiendo
vienen tras nosotros
vienen detras de nosotros
vienen por mi
vienen hacia nosotros
vienen corriendo hacia nosotros
corrieron tras de mi
nos corretearon
me correteo un agente
no me deja ir
no nos deja salir
no nos dejan irnos
no me dejan salir de aqui
no nos podemos ir
no nos dejan mover
estamos encerrados
estamos atrapadas
estoy atrapada en la tienda
nos encerraron en la tienda
nos bloquearon el paso
nos bloquearon la salida
nos cerraron el paso
nos encajonaron
nos quitaron los telefonos
me quitó el teléfono
me arrebato el celular
me rompieron el celular
nos quebraron el vidrio
me rompió el vidrio
mi compañero esta herido
heron esta herido
hirieron a heron
mi compañera esta sangrando
me lastimaron
me lastimo el brazo un agente
estoy lastimada
me atropellaron
nos chocaron el carro
me chocaron
atropellaron a mi compañera
nos estan pegando
nos estan atacando
nos atacaron
atacaron a mi compañera
me atacó un perro
el perro de ellos me mordio
their dog bit me
estoy escondida
estamos escondidos de ellos
me arrastraron
me torcieron el brazo
me secuestraron
nos quieren secuestrar
help us theyre taking maple
they separated us and took heron
they took heron somewhere
heron se fue con ellos esposado
lo esposaron a heron
a heron lo agarraron
a mi compañera la detuvieron
a maple se la llevaron
a heron le pegaron
mi compa fue arrestado
mi compañera quedo detenida
mi pareja esta detenida
detuvieron a mi pareja
se llevaron a mi pareja
mi amiga fue detenida aqui conmigo
they got me
me agarraron help
we got caught
nos descubrieron y vienen
we got arrested
they're coming at us
coming toward us with guns
he is coming at me
he came at me with a stick
swung at me
swinging at us
he spit on me
they are yelling and pushing us
pushing us back
shoving us
hitting us with batons
hit us with batons
hit with a baton
struck me
baton to the head
he stepped on my neck
knee on my back
they are on top of heron
tackled heron
they pinned me down
pinned to the ground

scene human / nothing / ok / left / arrived / finding_unfounded / enroute / release / talk
se llevaron a una muchacha
se llevaron a dos
siguen ahi los agentes
pararon a un señor
nos paramos en la esquina
me siguen llegando mensajes
me siguen mandando textos
nadie nos sigue
no nos hicieron nada
golpearon a un señor
agarraron a un muchacho
agarraron a dos
detuvieron a una señora
arrestaron a 3
esposaron a un hombre
they handcuffed a man
they grabbed a guy
they tackled a man
they took a woman
they took two people
they took someone
they took photos
they took down the tent
they stopped a bus
they stopped him
they pushed him
they pushed a reporter
he pushed a cop
they hit a kid
they pepper spray training lol
agents have guns
they are armed
tienen armas
traen armas largas
they have vests and guns
they are following a car
following the van
we're following them from far
los estamos siguiendo
im following the suv
help with the camera
help with translation here
can someone help translate
need help reading the plate
need someone who speaks mixteco
is it dangerous here?
es peligroso?
peligro?
no peligro
no es peligroso
sin peligro por ahora
fuera de peligro ya
no danger so far
not in danger
no emergency
this is not an emergency
false alarm no danger
911 E 3rd St
at 911 Soto
en el 911 de la calle Soto
call me at 323-911-0155
unit 911
how do i help
can i help the family
we helped a lady
thanks for the help
gracias por la ayuda
gracias por ayudar
gracias por toda su ayuda
ya no necesitamos ayuda
no need for help
we got help thanks
la señora pide ayuda con su papel
la señora necesita ayuda legal
they need a lawyer
the family needs help with rent
me agarró hambre
me agarró la lluvia
me pegó el sol
nos agarró el trafico
me llevan a mi casa
me va a llevar mi esposo
me bajo del bus
me sueltan a las 5
me paro aqui
me quedo aqui
nos vemos
nos paramos lejos
they hit the brakes
hit the wrong button
grabbed my jacket
i grabbed coffee
took me a while
they got me water
they got us water
my phone got hit with rain
stuck in traffic
trapped in traffic
blocked by a truck lol traffic
got held up at the light
my friend was arrested last year
ayer me siguieron
last time they followed us
la otra vez nos pararon
what if they follow us
que hacemos si nos siguen
if they push us do we leave
si nos paran que hago
are they following you
did they hit you?
nos siguen?
they asked us to move
nos pidieron movernos
they asked for id
nos pidieron identificacion
they told us to step back
nos dijeron que nos hagamos para atras
they are yelling at people
they yelled at us
nos gritaron
nos miran
nos estan viendo
they're watching us
they see us
they took our picture
nos tomaron fotos
nos estan grabando
they are filming us
ok but they look at us
no se llevaron a nadie
nobody got arrested
nobody hurt
no one is hurt
nadie herido
they shot a movie here
photo shoot
film shooting here
están disparando fotos
fireworks not gunshots
i'm beat
im dead lol
help yourself lol
hurry help the lady cross

offer accept
Y - HERON
yes heron
HERON yes
maple: yes
soy maple, si
This is Maple, yes
Si. Heron
yes thank you for asking
yes, God bless
yes 🙏🏽
SI 💪
si!! 🙌
yes 😊
Y 😅
sí 👍🏽
yesyes
yes yes yes
yes ok
si ok
ok sí
okay yes
ok claro que si
si pues
sí pues
Sí mija
si compa
si jefa
cuente conmigo
cuentan conmigo
cuenten con migo
pueden contar conmigo
you can count on me
count on me
im your person
yes I got you
yessss im in
I volunteer
me ofrezco
yo me ofrezco
yo me anoto
me anoto
me sumo
le entro
yo le entro
va, si voy
si, ahi nos vemos
yes see you there
yes ill head over
yes heading there
yes headed out now
yes leaving now
si salgo ya
sí, ya salgo
si ya voy para alla
yes going
yes im going
yes I'm on my way
si, voy en camino
Sip voy
affirmative
roger yes
copy yes
si confirmo
confirmo
Yes confirmed
yes for K7Q
yes to K7Q
si a K7Q
Si para K7Q
K7Q yes
K7Q si
K7q yes please
k7q: yes
k7q - si
accept
accept K7Q
aceptar
i accept k7q
Yes I accept
ok I accept
y please
y thanks
y gracias
y!
Y.
(Y)
"Y"
'yes'
Yes'
yes,
yes..
yesd
yea sure
yeah sure
sure yes
sure yeah
yes sure
sí seguro
claro sí
yes definitely
of course yes
por supuesto que si
absolutely
definitely
gladly yes
yes gladly
con gusto si
si con mucho gusto
yes happy to
yes im available now
si disponible
si estoy libre
yes i have time
yes im ready

offer accept 20
20 min si
Si 20m
Y20m
y 20m
y 20 mins
yes20
yes - 20
yes/20
yes, 20.
Yes; 20 min
y~20
yes ~20 min
yes +20
yes 20 +
yes eta 20
yes ETA: 20 min
eta 20 yes
ETA 20 min, yes
Yes, ETA 20
20 yes K7Q
K7Q 20 yes
si k7q 20
si, K7Q, 20 min
yes twenty
yes in twenty min
si veinte
si en veinte
veinte minutos si
sí, veinte minutos
yes i can be there within 20
yes within 20 minutes
yes less than 20 min
si en menos de 20 min
yes no more than 20
yes 20 max
yes up to 20 min
yes at least 20 min
yes 20 minutes tops
si maximo 20
yes give or take 20
yes i can get there in 20
yes can make it in 20
yes ill arrive in 20
si llegaria en 20
si llegaría en 20 min
si estaria ahi en 20
estaria ahi en 20
puedo estar ahi en 20
puedo estar en 20 min
yo llego en 20
nosotros llegamos en 20
we can be there in 20
we'll be there in 20
heron and i can be there in 20
i could get there in 20 min
can arrive in 20
could arrive in 20
arriving in 20
arrive 20
llego 20
llego en unos 20
llego en 20 mas o menos
llego como en 20
llegando en 20
salgo ya llego en 20
leaving now, there in 20
on my way, 20 min yes
yes omw be there in 20
yes, just leaving, 20 min
im 20 min away, yes
20 min away yes
yes but 20 min
yes but ill take 20 min
si pero en 20
si pero llego en 20
si, pero me tardo 20
it will take me 20 min yes
yes it'll take me 20
yes takes me 20
si me toma 20 min
yes with traffic 20
yes by bus 20 min
yes driving 20 min
yes 20 min drive
yes 20 minute drive
si a 20 min de ahi
si vivo a 20 min
I live 20 min away, yes
Yes!! 20 minutes 🚗
SI 20 MINUTOS POR FAVOR
Sí, buenas tardes, llego en 20 minutos
Buenos días. Sí, 20 minutos.
Good morning! Yes, 20 minutes.
Hey yes 20 min lmk

scene sos
un oficial me paró
la policia me paro
un agente me tiene del brazo
me tomó del brazo un agente
me arrinconaron
they are holding us
holding my partner in the van
forcing us into a van
loading heron in a van
let go of me
they wont let heron go
me cortaron el paso

en_route sos
got rear ended
got mugged
la patrulla me paró
me sigue una patrulla

scene human / nothing / ok / left / arrived / finding_unfounded
holding my sign
they are searching a car
me tienen del lado de la calle
they touched down
saludos a todos

offer accept 10
Yes 10\\n- Maria from Echo Park
Yes 10\\n- maria

two accept 10
I'll take M4T 10
I can do M4T, 10 min
M4T yes, 10 min

scene human
when should i send sos exactly
not an SOS just checking
no es sos, todo tranquilo
a lady was screaming help but it was about her dog
hay peligro de incendio?
the sign is in english
they r loading a guy in the van
two ice guys talking to a vendor
c maybe
creo que C

confirmed human
is sos in caps or lowercase
es peligro estacionar en la 4ta?

scene human / ok
no sos por ahora

scene sos
no sos
should i send sos? they pushed me
sos is this working
sos they have us
ayuda un agente me agarro
cop has my arm and wont let go
he got me by the hair
nos acaban de parar los agentes

idle human
can you help me fix my address
help me find the volunteer form

idle sos
help me theyre outside my house
please help me

en_route human
whats the 911 dispatch number
im across from the 911 call center

en_route sos
theres a black suburban thats been behind me for 10 blocks
una troca lleva detras de mi desde la gasolinera
same tahoe still behind us after 4 turns
me vienen siguiendo en una tahoe
me acaba de detener la policia

en_route human / enroute
theres a bus behind me
help finding the corner

check ok
no one is hurt all calm
nobody is in danger
no danger, just tired
todo nitido por aca
we good
we straight just watching
im fine thx for asking
aqui seguimos, sin peligro

offer decline
my truck broke down so nah
aint able to tonight
count me out for this one
not gonna happen today sorry
hoy no se va a poder, tengo a mi nieta
id love to but im at the hospital with my dad
me agarras en el trabajo
no can do fam
mis piernas ya no dan, esta vez no

offer human
my son can go instead, 10 min
mi hermana puede ir ella vive cerca

en_route arrived
just pulled up
we pulled up, parked by the church
parked across the st
ya estoy en la esquina con mi chaleco

en_route enroute
pulling up

idle language_en
could you write these in english please
english plz, cant read spanish

offer language_es
en español por favor

idle language_es
mejor mandenme los mensajes en español

page ack
got it calling her now
on it, phoning wren
ACK K7Q please

sos_page ack
ack that sos k7q

idle optout
no sir. stop
STOP\\n\\nSis. Wren
denme de baja de los mensajes por favor

offer optout
stop thank you sweetie

over optout
stop please mija
quiero darme de baja de esta lista

over nothing
thank you honey
np, glad everyone is ok
gracias hun
orando por todos ustedes
bless you all

offer accept
ey si 15
eh yes 15
pos si, 20 min
im 15 min out
15 min away
yes 10-15
si entre 20 y 25

over late
i can go just saw this
puedo ir, apenas vi

scene left
back at my place safe
home now thank God
we out
ya nos fuimos los dos

idle shift_on
disponible por 4 horas
on for 3 hours
im available for 2 hours

idle optin
please add me back to the list
opt me back in
mandenme los avisos otra vez por favor

over optin
i want the alerts again

idle human / optin
they said to put me back on

offer ask_again / accept
on my way

confirmed enroute
leaving the house now w my thermos

scene finding_confirmed
C 4 agents 2 suvs
c. son 5 y 2 camionetas

scene finding_unfounded
F, its just lapd

scene finding_nothing_seen
G nothing here

scene finding_unable
X cant see from here

confirmed release
i gotta back out my kid is sick

en_route release
ya no voy a poder llegar perdon

scene talk
can somebody call me real quick

over talk
me pueden marcar porfa

check not_ok
not really, getting sketchy
no muy bien

idle shift_off
done for the night
ya no mas por hoy me voy a dormir

offer standby
only if nobody else can
si de plano no hay nadie voy

scene sos
they knocked wren down
hes choking my partner
officer has his taser out pointed at us
im bleeding from my head
they smashed my phone and pushed me
unos tipos nos estan acosando
se subieron al carro de wren y se la llevaron
cops are putting cuffs on me
theyre taking my buddy
get here now they have wren
they wont let me go
we got maced
me rompieron el celular y me empujaron
estan deteniendo a mi compa
nos dicen que si no nos vamos nos arrestan

en_route sos
a guy on a motorcycle keeps following us
me esta siguiendo la migra ayuda

idle sos
someone is following me from the meeting
me acaban de golpear

over sos
nos vienen siguiendo desde el punto

scene human
they arrested two vendors
he asked if they hit us, no
they pushed a guy with a camera
someone got arrested
nos dijeron que si no nos vamos nos arrestan?
a cop followed the van
helicopter following them
do they usually follow people
C or F not sure
think its ice but idk

scene human / nothing
we werent followed

scene human / ok
nobody touched us

idle human
my cousin got detained yesterday what do i do
im being followed by a raccoon lol
my number changed

offer accept
Ok yes 12 min
yes ma'am be there in a half hr
simon unos 20
va, 15 min
count me in 25ish

offer human / accept
yes if my sitter gets here

offer human
yes but not till 5
ill ask my boss and let u know
can you stop texting me so late

offer decline
sorry hun at work till 6
nel, ando hasta pomona
ahorita no se puede manejo uber
cant tonight got class
not me this time

confirmed enroute
leaving now be there in 12

en_route enroute
5 min out
almost there, parking

en_route human / enroute
running behind sorry

en_route arrived
im here by the taco truck
llegue, estoy enfrente de la tienda

en_route human
wheres my partner
i dont see anyone here

check ok
yes were fine
si todo bien seguimos viendo
yep good
ok, just watching

check not_ok
not ok im scared

scene left
walking back to my car, out

scene finding_confirmed
C 3 2
C: ICE vests, 2 vans

scene finding_unfounded
F parking enforcement

scene finding_unable
X too far away

confirmed release
sorry something came up cant go anymore

en_route release
me tengo que regresar mi hijo se enfermo

confirmed human / release
might have to bail

idle talk
please call me when you can

scene talk
can the lead call me

idle shift_on
on 6
ya estoy de guardia

idle shift_off
off for tonight
me desconecto por hoy

over language_en
in english pls

page ack
yo le marco

over optout
no more texts please

scene human / nothing / ok
stop they said

idle nothing
thanks yall

over late
y

over human / late
is it still on

scene human / nothing
se le murió el cel a Heron, escríbanme a mí por los dos
se me murió el celular, este es el de mi esposa

en_route enroute / human
se me está muriendo la pila, llego en 5
se nos murió la batería del carro, ya la brincamos, 15 min
gonna take me a bit longer than i thought
the bus is going to take me another 10
this will take me forever, maybe 25
they say the detour will take us about 15 min
parking is gonna take me like 5 mins
its gonna take me two buses
uber says its going to take me around the long way 12 min
nos pararon en el túnel pero ya avanza el tren
nos pararon en el semáforo, ya vamos
el tren nos paró entre estaciones
nos detuvieron en la estación, el metro no avanza
nos tienen parados en el tren, falla mecánica
nos pararon en el andén, cambio de tren, 10 min
nos bajaron del camión por una falla, agarro el que sigue
nos bajaron del metro en Vermont, sigo a pie
nos detuvo el tren en el cruce
they stopped us in the tunnel but the train's moving again
they held us at the platform, signal problem
me pegaron en el espejo en el estacionamiento, no es nada, 6 min
me chocaron el espejo pero sigo, 8 min
le pegaron a mi carro estacionado, nada grave, voy
me dieron un golpecito en la defensa, todo bien, 10 min
me pegaron leve por atrás, no pasó nada, llego en 12
someone hit my mirror in the lot, its nothing, 6 min
got bumped in the parking lot no damage, still coming
me rayaron el carro en el super, ya voy
un señor me pegó tantito en el parking, ya intercambiamos datos, 15
tapped bumpers with a lady, all good, 10 more min
me rozó un carro, no fue nada, sigo en camino
cop lit me up for speeding, just a warning, 5 min
my phone is in SOS mode, bad reception, 10 min out

scene human
se le mató la batería a mi compañera, yo contesto
a mi compañero se le apagó el teléfono, solo escriban aquí
wren's phone died, text me for both
my buddys phone is dead so use this number
partner's battery is dying, i have a charger
a Olmo se le acabó la pila
se murió mi cel, escribo del de Maple
3 agents around the door of the store
agents around her door asking who she works for
agents at the window of a blue honda asking questions

scene sos
se nos está muriendo Heron, apúrenle
se le cayó el cel a heron porque lo golpearon
le quitaron el cel a Heron
se desmayó wren
my partner is dying please hurry
theyre gonna take me
they are going to take us in
hes going to take me to jail
they want to take me away
there is danger here
hay peligro aqui
nos pegaron en el estacionamiento
me lleva la chota
SOS on alvarado
sos my phone is dying
SOS how do i get out
emergency sos
sos iphone 4 agents

offer accept / human
yes but its gonna take me an hour by bus
yes, gonna take me 40 min though

offer human / ask_again / accept
its going to take us half an hour

offer human / accept
sure but it'll take me an extra 20 min from work

en_route sos
he said hes gonna take me in
nos pararon en el túnel unos agentes
nos pararon, son de la migra
nos bajaron del camión los agentes y nos piden papeles
nos pararon en la estación y nos están revisando
la migra paró el tren y nos tienen adentro
im in danger
me pegaron en el espejo y se bajaron
me pegaron en la cara
me están pegando el carro por atrás
me pegaron con la camioneta, no es nada leve
me lleva ICE
unmarked car lit me up and now 3 agents around my door asking who sent me
got lit up by an unmarked suv, agents at my window
they lit me up, pulling over
lights behind me, agents walking up to my car
4 agents around my car asking who i work for
agents at my window demanding to know who sent me
an agent is at my driver window asking questions
se me acercaron tres agentes al carro y preguntan quién me mandó
tengo dos agentes en la puerta del carro
me prendieron las torretas y se bajaron agentes
feds on both sides of my car asking who sent me
cop lit me up, guns out

held human
is there usually danger at this kind of thing
is it dangerous normally

offer human / decline
is there danger

offer human
is there any danger involved with this one
hay peligro normalmente en estas salidas
where is the SOS setting on my phone

confirmed human
does this get dangerous usually
how much danger is there at these
suele haber peligro o es tranquilo
would there be danger for my kid if i bring her
is danger common with these
how do i turn on the emergency SOS thing on an iphone
how do you set up SOS on android
cómo activo el SOS del iphone
does the SOS button on the watch work
what does the SOS mode on my phone mean
can someone show me the emergency sos on samsung

idle sos
me lleva la migra, estoy en la van, avisen a mi hermana
me llevan los de ice, avisen a mi mamá
la migra me lleva
me está llevando la migra
me trae la migra en la camioneta
me agarró la migra
me cargó la migra
ICE has me, im in the van, tell my sister
im in their van, tell my wife
nos lleva la migra a mi y a mi primo
ya me subieron, voy en la van de la migra
estoy en la camioneta de la migra

idle human
me lleva mi hermana al trabajo
me lleva el tren
me lleva la chingada, perdí las llaves
y si me lleva la migra qué hago
si me lleva la migra quién avisa a mi familia

offer accept 15 / human
me lleva mi hijo, llego en 15

en_route human
sun lit me up lol

en_route human / enroute
my phone says SOS only, no signal
el cel dice solo SOS, no hay señal

two decline
No to both of those
neither of those works
no to the two of them
gonna pass on both
no a las dos
no para ninguna de las dos
ni una ni otra
nope on both of em
nah to both those
can't do either of those
no thanks to both offers
no to both, working

two ask_which / human
no to the first
yes to both of those
puedo una de las dos, la que sea

two human / ask_which
no wait yes to both
not both of those, just one
either one works, 20 min

offer accept 20
yes this is me saying yes I can be there in twenty minutes thank you
Yes yes, its a yes from me, twenty min
yes i'm confirming i can come in 20 min
les digo que sí, llego en 20
Yes ma'am. Twenty minutes.

offer accept 15
this is a yes, i can be there in 15
yes 15, coming from boyle heights
bet, be there in like 15

offer accept 10
consider this my yes, 10 min
que sí, que voy, 10 minutos
ya estoy lista, sí voy, 10 min
im your guy, 10 min
claro que sí, de volada, 10 min

offer accept 30
I'm telling you yes, there in thirty minutes

offer accept 12
this is my yes 12 min
ok i got this one 12 minutes
sip, en 12 ahí ando

offer accept 7
Ya estoy vestida, sí voy, llego en 7
we live 2 streets over, yes i can, 7 minutes

offer accept 8
ya ando vestido y con llaves, voy, 8 min
yes i can, im 2 miles away, 8 min

offer accept 5
estoy cambiada y lista, voy, 5 min
vivo cerquita, sí voy, en 5
im like three blocks from there yes 5 min
yess finally one close to me! 5 mins

offer accept 6
i live two blocks away, yes, 6 min

offer accept 4
estoy a tres cuadras, sí, 4 min

offer accept 5 / human
trabajo a una cuadra de ahí, sí puedo, 5 minutos

offer human
this is not a yes, 20 min
my husband says yes, he can be there in 20
I was saying yes to the other one, 20 min
qué tan lejos está
qué tan peligroso es
a cuántas cuadras queda
what kind of thing is it
deja pregunto a mi esposo
is it still open
can i bring my daughter
que tan lejos queda

offer human / ask_again
who is saying yes? I can be there in 20 maybe
vivo a dos horas, 120 min

offer human / decline
ya estoy vestida pero no voy
hoy sí paso, nos vemos
estoy en espera de mi hijo

offer decline / human
vivo a dos cuadras pero no puedo
hoy paso, mañana sí
N sorry typo
wanted to but my tire blew

en_route enroute 15 / human
stuck on the 10, 15 min more

en_route enroute 12 / human
atorado en la 5, unos 12 min

en_route enroute
chasing the bus, gonna be a few min late
running after my bus lol few min late
correteando el camión, llego unos minutos tarde
dog got out, had to chase him lol leaving now
kid spilled juice on me, leaving now
had to find my keys, leaving now
omw!!
two blocks out

confirmed enroute
baby threw up, just heading out now
se me salió el perro, ya salgo
tuve que buscar las llaves, voy saliendo
my car wouldnt start, got it going, leaving now
cat puked on the rug had to clean, walking out the door
onw
onmw
omww
otw now
train just came
my uber came
ya subí al bus
subimos al tren
on the 18 bus now
ya subí al metro
left my apartment, walking
running 5 late but coming
se me hizo tarde pero ya voy
getting on the freeway
bus just came
ya agarré el camión
tying my shoes then out the door

en_route human / enroute
the bus is chasing me lol

en_route sos
they got out and are chasing me

en_route sos / human
dog got out and is chasing me

en_route human
partner is leaving now
they are leaving now
aquí no está Olmo
aquí esperamos a Olmo y a la migra
me perdí, en qué calle es
where is everybody
cant find the spot

held release
No, I have to drop it
no, i gotta drop this one
no, lo tengo que soltar, disculpen
I have to give it up

confirmed release
i need to drop this one sorry
have to drop out
tengo que dejarlo, no puedo
gonna have to let this one go
i have to step away from this
i got called into work, cant do it
mi niña se puso mala, no voy a poder
my kid's school called, gotta bail, so sorry
ya no voy a poder, se me descompuso el carro

confirmed human / enroute
i have to drop my kid first then im coming
i have to drop it off first, 10 min

en_route enroute / human
have to drop off a package, 5 min late
wren and i are almost here

confirmed human
dont drop me
subí a mi hija al camión
who is my partner
where do i park
whats the address again
cómo se llama mi compañero
do i need a vest

scene finding_unable
X está muy oscuro
X too dark
X no se ve nada por los camiones
X, muy lejos
x its too foggy
X - can't see past the fence
X muy lejos para distinguir
X blocked by a bus
x street is blocked off

scene finding_unable / human
X hay mucha gente enfrente

scene human
X creo, está oscuro
X no, es C
x marks the spot lol
they just left going north
hay dos camionetas negras estacionadas
three unmarked suvs and guys in vests
they are putting a man in a van
ya se van las camionetas

scene human / finding_unable
X hay agentes y está oscuro

offer decline
me acaban de sacar una muela, hoy paso
just had a tooth pulled, pass today
me acaban de operar, hoy no
me sacaron sangre y ando mareado, paso
ando cruda, hoy paso
got my wisdom teeth out, sitting this out
recién salí del dentista, paso
im on pain meds from surgery, pass
me acaban de vacunar y traigo fiebre, paso esta vez
sorry i'm way out in riverside
estoy hasta en lancaster
im all the way in long beach sorry
want to but my kid is sick
no sorry with my kids at practice
nope sorry in class til 4
no perdón, ando en una boda
no disculpen estoy en el dentista
no sorry at my nieces recital
hoy no mija, ando en el doctor
cant, my ride bailed
no gracias ya me dormí
no can do, closing the shop alone tonight
estoy con mi mamá en quimio, no puedo
sorry im out in fontana
me agarraron en el trabajo, hoy no
no thx, too pooped
tengo a mis nietos hasta las 6
I want to but my car's in the shop

en_route arrived
wren and i are here
here with wren
me and wren made it
ya estoy con Olmo en la esquina
aquí andamos los dos, Olmo y yo
both of us are here, wren too
we're both at the corner
here by the donut shop
ya estoy enfrente de la lavandería
made it, wearing green
im at the bus stop across from the church
Llegué. Traigo gorra azul.

en_route human / arrived
Olmo ya está aquí

again decline
N sorry wrong thumb
N, sorry fat fingers
No, sorry, wrong button
N perdón se me fue el dedo
no, my bad hit the wrong key
no sorry, thumbs
No perdón, dedazo

again decline / human
N i hit Y by mistake

again accept / human
Y sorry wrong thumb

again human
sorry wrong thumb
n sorry i meant y

over talk
Agradecería una llamada, puede ser mañana
Would appreciate a call, tomorrow is fine
a call would be nice whenever
quisiera hablar con alguien mañana
I'd be grateful for a phone call this week
could use a call tomorrow
me haría bien una llamada

idle talk
me gustaría una llamada cuando puedan
agradeceré que me marquen, aunque sea mañana
podrían llamarme, no urge

over human / optout
agradecería que no me llamaran

over human / nothing
no need for a call

over human
got a call from my mom

over nothing / human
gracias por la llamada

offer standby
a mí en espera por favor
pónganme en espera
déjenme en espera
me quedo en espera
en lista de espera por favor
put me as standby please
yo en reserva
me as backup pls
a mi en reserva
waitlist me
only if u cant find nobody else
si nadie más va, voy yo
keep me in reserve

offer human / ask_again / accept
en espera del camión, voy
im out in front, 5 min

idle nothing
muchísimas gracias, bendiciones
mil gracias, bendiciones a todos
thank you so much, blessings
gracias, que Dios los bendiga
blessings to you all, thanks
muchas bendiciones y gracias
mil bendiciones
un abrazo y bendiciones
God bless, thx
gracias por todo, cuídense
bendiciones y buena noche

check human
muchísimas gracias, bendiciones

confirmed enroute / human
ya vino el camión
stuck at a train crossing, 5 min late

offer accept 20 / human
sí, salgo de misa y llego en 20

offer accept 8 / ask_again
ya voy para allá como 8

offer human / standby
put me down as a maybe

two human / ask_which / accept
the first one, 15 min
la segunda, llego en 10

two accept 10 / human
K7Q no, M4T si 10

held human
still waiting, any partner yet?
ya tienen a alguien más?
anybody else coming or just me

en_route enroute 3 / human
turning onto 7th, 3 min

en_route enroute / human / arrived
ya estoy doblando en la esquina

en_route arrived / human
parked, dont see anyone
wren is running late, i'm here

en_route enroute 10 / human
gps took me wrong way, 10 more min

scene finding_nothing_seen
G, nothing here
street's empty, no one
no vemos nada raro, todo quieto

scene finding_confirmed
c 3 2
c. 5 agents 2 cars

scene finding_unfounded
son bomberos nada más
F its just parking enforcement

scene left / human
me voy, ya terminamos

scene left
we're heading out, both safe
leaving now, its over
we just walked back to the car

scene talk
can someone call me

scene human / sos
a guy keeps staring at us
an agent told us to back up so we did

scene left / human / not_ok
se puso feo, nos vamos

check ok
all good just hot out here
yes we're fine, lots of press here
bien, seguimos en la esquina

check not_ok
not great tbh

check human / not_ok
más o menos, hay mucha gente

page ack
got it, calling now
lo tomo yo
mine
k7q on it

idle shift_on
on call till 10

idle shift_off
ya me voy a dormir, me apago
no longer available tonight

idle language_es
can you text me in spanish

idle optout
take me off this list please

offer accept 18
con gusto, estoy a 18 minutos

offer accept 25
y 25 (taking the bus)

offer accept 30 / human
si pero ando en bici, como 30 min

held human / nothing / ok / enroute
k ill wait

en_route enroute 2
ya mero llego, 2 min

scene human / sos / not_ok
nos están gritando cosas

check not_ok / human
my partner is shaken up

idle shift_on / human
quiero estar de guardia hoy de 5 a 9

offer human / accept / ask_again
i could be there in 40 if that helps
i could be there in 40 if that helps

idle human / nothing
hope this helps

offer human
if it helps i can bring water
will it be over by 5?

scene human / nothing
glad it helps

scene human
every bit helps
they have guns out pointing at a guy in a car
guns drawn on the driver
agents with rifles out and aimed at the family
guns up pointed at a man on the ground
rifles raised at the crowd
they have guns out pointing at a guy in a car
how long do we stay

offer accept 10 / human
it helps that im close, yes 10

scene sos
helps!! they got heron
helpus
hlpus
me van a llevar
ese agente me va a llevar
they are gonna take me and my brother
guns out pointing at us
guns drawn on me
guns out and aimed at heron
rifles up pointed our way
they told us to leave or they'll arrest us
un agente me empujó
heron got pepper sprayed

confirmed enroute
mi hermano me va a llevar, vamos saliendo
my dad is gonna drive me, leaving now
grabbing gas then straight there
getting gas real quick
just crossed the bridge
grabbing gas then straight there
just crossed the bridge
mi hermano me va a llevar, vamos saliendo

confirmed enroute / human
mi mamá me va a llevar, ya salimos
me va a llevar mi hijo
mi vecino me está llevando
mi tía nos va a llevar a las dos

en_route enroute
my wife is dropping me off, 5 min
me lleva mi cuñado, 10 min
my cousin is bringing me, 6 min
aparcando
at the light on vermont
aparcando

en_route human / enroute
el taxista me va a dejar en la esquina

en_route sos
un señor me quiere llevar
dicen que me van a llevar

scene sos / human
they have guns out

en_route enroute / human
ya crucé la 4ta

scene human / sos
they are gassing the crowd

offer human / accept
ya 20 min im at target

offer accept 15
me apunto, salgo ahorita, 15
Sounds good I'll be there in 10-15

offer accept 10
Si señora, en 10 minutitos ahí estoy

offer decline
dont have anyone to watch my dad
acabo de empezar turno, no puedo
im on a date lol no
traigo el carro en el taller

offer standby
last resort only

offer standby / human
estoy en espera

confirmed human / enroute
calles cerradas, llego 5 tarde

confirmed release
have to cancel, boss wont let me leave
discúlpenme, siempre no voy

confirmed human
is the meeting spot the same

held human
any news on a partner?

held release
cancel me please my babysitter flaked

en_route enroute 4
4 mins out

en_route arrived
estoy en la esquina de la panadería
here in the silver corolla

en_route arrived / human
yo ya llegué pero no veo a nadie

en_route enroute 20
traffic is nuts, 20 more

scene finding_nothing_seen
no hay nadie, todo cerrado

scene finding_unfounded
it was just a tow truck

scene finding_unable
cant really see from here, too far

scene left
we left, driving home
ya nos fuimos cada quien a su casa

check ok
sí, todo bien por acá
yep watching still

check not_ok
no, estamos nerviosos

page human
im driving cant
yo no puedo, que lo tome otro

over late / human
sorry was asleep, still need me?

over nothing
gracias por avisar

idle nothing / human
hola buenas tardes

idle human
how do i become a lead
me cambié de número
they took my neighbor this morning

idle language_en
en inglés por favor

idle shift_on
im available till midnight

idle shift_off / human
fuera de servicio por hoy

idle optout
no me manden más mensajes

idle sos / human
ice is outside my building right now

stranger report
hay migra en la 6ta y union
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
