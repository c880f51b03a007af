# Inställningar.

settings-me = Jag i { $network }
settings-me-fixed = Du kan bara läsa i det här nätverket, så namnet går inte att ändra här. Det är namnet du angav när du gick med.
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
settings-backup-about = Sparar alla nätverk på den här datorn i en låst fil: möten med hela sin historik, utkast och det som inte är skickat. Spara den inte bara på den här datorn.
settings-backup-file = Fil
settings-backup-name = Samskriv { $date }.samskriv
settings-backup-passphrase = Lösenfras, minst åtta tecken
settings-backup-again = Lösenfrasen en gång till
settings-backup-differ = De två lösenfraserna är olika.
settings-backup-now = Spara en säkerhetskopia
settings-backup-short = Lösenfrasen är för kort: den behöver minst åtta tecken.
settings-backup-not-absolute = Skriv hela sökvägen till filen, med mappen.
settings-backup-done = Säkerhetskopian är sparad i { $file } och kontrollerad: { $networks ->
    [one] ett nätverk
   *[other] { $networks } nätverk
 } med { $meetings ->
    [one] ett möte
   *[other] { $meetings } möten
 }. Utan lösenfrasen kan ingen öppna den, inte ens du.
settings-place = Var allt ligger
settings-place-about = Det du skriver finns i den här mappen på datorn, också när du är utan nät.
settings-place-open = Öppna mappen
settings-place-copy = Kopiera sökvägen
settings-links = Inbjudningslänkar
settings-links-about = Länkar som börjar med ”samskriv:” kan öppnas med ett klick, till exempel i ett mejl.
settings-links-now = Öppna sådana länkar med Samskriv
settings-links-done = Inbjudningslänkar öppnas nu med Samskriv.
settings-links-failed = Det gick inte att ställa in ({ $detail }). Klistra in länken i Samskriv i stället, under Öppna en inbjudan.

## Lämna nätverket
leave-section = Lämna { $network }
leave-about = För dig som inte ska vara med längre, eller en dator som du ska lämna ifrån dig.
leave-ask = Lämna nätverket …
leave-heading = Lämna { $network }?
leave-stays = Det som är delat finns kvar hos de andra: möten, beslut och åtgärder, också det du har skrivit, med ditt namn.
leave-goes = Från den här datorn tas allt som hör till nätverket bort.
leave-other-computers = { $n ->
    [one] Din andra dator är kvar i nätverket tills du lämnar det där också.
   *[other] Dina { $n } andra datorer är kvar i nätverket tills du lämnar det där också.
 }
leave-back = För att komma tillbaka behöver du en ny inbjudan.
leave-drafts = { $n ->
    [one] Ett utkast finns bara här och raderas.
   *[other] { $n } utkast finns bara här och raderas.
 }
leave-alone = Här är bara du. Det som finns i nätverket finns inte hos någon annan, och tas bort från den här datorn.
leave-alone-code = Med återställningskoden kan det som är delat hämtas från reläet igen, så länge det finns kvar där.
leave-last-admin = Du är nätverkets enda administratör, och utan en administratör kan ingen bjuda in eller ta bort medlemmar.
leave-last-admin-way = Gör någon annan till administratör på sidan Medlemmar. Sedan kan du lämna nätverket.
leave-to-members = Gå till Medlemmar
leave-outside = Den här datorn är inte längre med i nätverket. Det som finns kvar av det tas bort härifrån: möten, utkast och ändringar som inte har skickats.
leave-outside-others = De andra har kvar det som är delat.
leave-backup = Spara en säkerhetskopia först …
leave-not-connected = Datorn är inte ansluten till reläet just nu. Det går att lämna nätverket när det du har skrivit har nått de andra.
leave-working = Det du har skrivit skickas till de andra, och sedan tas nätverket bort från datorn. Det tar en liten stund.
leave-confirm = Lämna nätverket
leave-remove-here = Ta bort från datorn
leave-unreachable = Reläet svarar inte just nu, så de andra kan inte få veta att du lämnar. Försök igen senare. Du är kvar i nätverket, och inget är borttaget.
settings-relay = Relä
settings-relay-about = Ändringarna går mellan er genom { $url }. Har reläet flyttat eller är adressen fel, så byt den här; det du har skrivit ligger kvar.
settings-relay-change = Byt adress …
