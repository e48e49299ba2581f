"""Letters that look like Latin ones but are not, so that a STOP in Cyrillic or in fancy type is still a STOP.

NFKC already folds full-width, mathematical and circled letters. What is left is other alphabets, small capitals and
the signs that compatibility mapping does not reach. A look-alike in a reply only ever helps it to be read as its
sender meant it; in doubt an opt-out is honoured (rule R26).
"""

_TWINS = (
    # Cyrillic. П looks like no Latin letter, but СТОП is how Russian writes STOP.
    ("АВЕКМНОРСТУХЅІЈԌԚԜҺԀҮП", "ABEKMHOPCTYXSIJGQWHDYP"),
    ("авекмнорстухѕіјԍԛԝһԁүп", "abekmhopctyxsijgqwhdyp"),
    # Greek
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧΠ", "ABEZHIKMNOPTYXP"),
    ("αβεικνορτυχπ", "abeiknoptyxp"),
    # Armenian, Cherokee, Lisu, Coptic
    ("ՕՏՍԼ", "OSUL"),
    ("ᎠᎡᎢᎪᎫᎬᎳᎷᎻᏀᏃᏎᏚᏢᏣᏤᏦᏞᏟᏙ", "DRTAJEWMHGZ4SPGVKLCV"),
    ("ꓐꓑꓓꓔꓖꓙꓚꓜꓝꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴꓠꓟꓗ", "BPDTGJCZFLSRVHWXYAEIOUNMK"),
    ("ⲤⲞⲦⲢⲎⲘⲚⲔⲒⲈⲀⲂⲬⲨ", "COTPHMNKIEABXY"),
    # Small capitals
    ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "ABCDEFGHIJKLMNOPRSTUVWYZ"),
    # Latin letters whose stroke or shape no decomposition removes
    ("ØøŁłĐđÐðĦħŦŧıſƖƠɡɑ", "OoLlDdDdHhTtisIOga"),
    # Apostrophes and accents typed as one
    ("’‘ʼ`´′ʹ＇", "''''''''"),
)

# Black-on-white letters: negative circled (U+1F150) and negative squared (U+1F170), A to Z each.
_INVERTED = {start + n: chr(ord("A") + n) for start in (0x1F150, 0x1F170) for n in range(26)}

LOOKALIKES: dict[int, str] = {
    ord(twin): latin for twins, letters in _TWINS for twin, latin in zip(twins, letters, strict=True)
} | _INVERTED
"""For `str.translate`: the look-alike's code point to the Latin letter."""
