# Inställningar.

settings-me = Jag i { $network }
settings-me-fixed = Du läser i det här nätverket. Namnet är det du gav när du gick med.
settings-language = Språk
settings-swedish = Svenska
settings-english = English
settings-looks = Utseende
settings-theme = Färger
settings-theme-system = Som datorn
settings-theme-light = Ljust
settings-theme-dark = Mörkt
settings-size = Textstorlek
settings-smaller = Mindre
settings-larger = Större
settings-usual = Vanlig storlek
settings-percent = { $n } %
settings-writing = När du skriver
settings-spelling = Kontrollera stavningen
settings-backup = Säkerhetskopia
settings-backup-about = Sparar alla nätverk på den här datorn i en låst fil: möten med hela sin historia, utkast och det som inte är skickat. Spara den inte bara på den här datorn.
settings-backup-file = Fil
settings-backup-name = Samskriv { $date }.samskriv
settings-backup-passphrase = Lösenfras, minst åtta tecken
settings-backup-again = Lösenfrasen en gång till
settings-backup-differ = De två lösenfraserna är olika.
settings-backup-now = Spara en säkerhetskopia
settings-backup-short = Lösenfrasen är för kort: den behöver minst åtta tecken.
settings-backup-not-absolute = Skriv hela sökvägen till filen, med mappen.
settings-backup-done = Säkerhetskopian finns i { $file } och har lästs tillbaka: { $networks ->
    [one] ett nätverk
   *[other] { $networks } nätverk
 } med { $meetings ->
    [one] ett möte
   *[other] { $meetings } möten
 }. Utan lösenfrasen kan ingen öppna den, inte heller du.
settings-place = Var allt ligger
settings-place-about = Det du skriver finns i den här mappen på datorn, också när du är utan nät.
settings-place-open = Öppna mappen
settings-place-copy = Kopiera sökvägen
settings-links = Inbjudningslänkar
settings-links-about = Länkar som börjar med samskriv: kan öppnas med ett klick, till exempel i ett mejl.
settings-links-now = Öppna sådana länkar med Samskriv
settings-links-done = Inbjudningslänkar öppnas nu med Samskriv.
settings-links-failed = Det gick inte att ställa in ({ $detail }). Klistra in länken i Samskriv i stället, under Öppna en inbjudan.
