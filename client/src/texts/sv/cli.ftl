# Kommandona: hjälp, användningsfel och det som skrivs ut.

## Rubriker och värdenas namn i hjälpen
heading-usage = Användning
heading-commands = Kommandon
heading-arguments = Argument
heading-options = Flaggor
heading-everywhere = Flaggor för alla kommandon
value-options = [FLAGGOR]
value-command = KOMMANDO
value-dir = MAPP
value-workspace = NAMN|ID
value-lang = sv|en
value-doc = DOK
value-name = NAMN
value-text = TEXT
value-file = FIL
value-kind = SORT
value-set = FÄLT=VÄRDE
value-due = DATUM
value-id = ID
value-url = ADRESS
value-token = KOD
value-role = ROLL
value-device = ENHET
value-length = TID
value-number = ANTAL
value-link = LÄNK
value-code = KOD
value-seconds = SEKUNDER
value-municipality = KOMMUN
value-title = TITEL
value-shell = SKAL

## Programmet
about-samskriv = Samskriv: anteckningar och åtgärdslistor som skrivs tillsammans, även utan nät. Utan kommando öppnas fönstret.
about-completions = Skriv ut det som får skalet att fylla i kommandon med Tabb
after-samskriv =
    DOK är ett dokuments id eller början av det (se "samskriv list").
    "samskriv KOMMANDO --help" förklarar ett kommando.
help-data = Mapp där allt sparas på den här datorn; annars programmets egen
help-workspace = Nätverk: namn eller början av id (behövs när det finns flera)
help-lang = Språk: sv (svenska) eller en (engelska)
help-trash = Visa i stället det som ligger i papperskorgen
help-json = Skriv svaret som JSON, för andra program
help-help = Visa hjälp om programmet eller kommandot
help-version = Visa version
help-shell = bash, zsh, fish eller powershell

## Läsa
about-list = Lista möten
about-show = Visa ett mötes anteckningar
about-actions = Lista åtgärder från alla möten
about-decisions = Lista beslut från alla möten
about-search = Sök i alla möten
about-export = Skriv ett mötes anteckningar till en fil
help-export-to = Fil att skriva till; namnets slut avgör formatet: .md (text att läsa och mejla) eller .automerge (hela dokumentet)
about-status = Visa vad som finns på den här datorn, hos reläet och hos kollegorna
help-doc = Dokumentets id eller början av det
help-device = Enhetens id eller början av det, som `members` visar det
help-open = Bara åtgärder som varken är klara eller strukna
help-filter-owner = Bara åtgärder som den här personen ansvarar för
help-filter-municipality = Bara åtgärder som rör den här kommunen
help-search-text = Det som söks; stora och små bokstäver är lika

## Skriva
about-import = Läs in anteckningar ur filer, ett utkast per fil
about-edit = Ändra i ett mötes anteckningar
about-action = Lägg till, bocka av eller öppna en åtgärd igen
about-action-add = Lägg till en åtgärd i ett mötes anteckningar
about-action-done = Bocka av en åtgärd
about-action-reopen = Öppna en avbockad åtgärd igen
about-share = Dela ett utkast med nätverket
help-file = Fil att läsa in (.txt eller .md)
help-share-to = Nätverket som utkastet flyttas till: namn eller början av id
help-append = Text att lägga till sist; varje rad blir ett stycke
help-as = Vad texten ska bli: paragraph (stycke), heading (rubrik), bullet (punkt), numbered (numrerad), decision (beslut) eller action (åtgärd)
help-set = Sätt en uppgift: title, starts, ends, place, secretary, signature eller next_meeting (till exempel starts=2027-02-05T09:00)
help-action-text = Vad som ska göras
help-owner = Vem som ansvarar; kan anges flera gånger
help-due = Till när: 2027-02-07, 7/2 eller "nästa möte"
help-action-id = Åtgärdens id eller början av det (se "samskriv actions")

## Nätverk
about-workspace = Skapa, anslut, lista, lämna eller återställ nätverk
about-workspace-new = Skapa ett nätverk
about-workspace-connect = Anslut nätverket till ett relä
about-workspace-list = Lista nätverken på den här datorn
about-workspace-leave = Lämna ett nätverk och ta bort det från den här datorn
about-workspace-recover = Bli administratör med återställningskoden
about-invite = Gör en inbjudningslänk
about-join = Gå med i ett nätverk
about-members = Lista medlemmarna
about-role = Låt en medlem göra mer eller mindre
about-remove = Ta bort en medlems dator och byt nätverkets nycklar
about-sync = Skicka och hämta ändringar; utan flaggor tills det avbryts
help-workspace-name = Nätverkets namn
help-relay = Reläets adress
help-token = Anslutningskod från den som driver reläet
help-role = Den inbjudnas roll: admin (administratör), editor (skriver) eller reader (läser); annars editor
help-new-role = Den nya rollen: admin (administratör), editor (skriver) eller reader (läser)
help-expires = Hur länge länken gäller, till exempel 12h eller 7d; annars 7d
help-uses = Hur många som kan använda länken; annars 1
help-link = Inbjudningslänken
help-recovery-code = Återställningskoden, från "samskriv:recover" till slutet
help-recover-relay = Reläets adress, om koden inte har den eller den är en annan nu
help-me = Ditt namn
help-municipality = Din kommun
help-title = Din titel
help-yes = Lämna också det som går förlorat: utkast som bara finns här, eller nätverket om ingen annan är med
help-until-caught-up = Sluta när allt är skickat och hämtat
help-for = Sluta efter så många sekunder

## Säkerhetskopior
about-backup = Spara allt på den här datorn i en låst fil
about-restore = Hämta tillbaka en säkerhetskopia
about-store = Se efter om allt som är sparat på den här datorn är helt
about-store-check = Läs allt på den här datorn och säg vad som inte håller
help-backup-file = Fil att spara i; den får inte finnas
help-restore-file = Filen som "samskriv backup" sparade
help-passphrase-file = Fil vars första rad är lösenfrasen, för skript; annars variabeln SAMSKRIV_PASSPHRASE, annars en fråga

## Fel i kommandot
usage-unknown-command = Kommandot "{ $value }" finns inte.
usage-unknown-argument = "{ $argument }" hör inte hit.
usage-invalid-value = "{ $value }" går inte att använda som { $argument }.
usage-value-missing = { $argument } behöver ett värde.
usage-too-many-values = { $argument } fick ett värde för mycket: "{ $value }".
usage-missing-argument = Det här saknas: { $argument }.
usage-missing-command = Här behövs ett kommando till.
usage-or = { " eller " }
usage-twice = { $argument } kan bara anges en gång.
usage-conflict = { $argument } går inte att förena med { $value }.
usage-not-unicode = Kommandot innehåller tecken som inte går att läsa.
usage-other = Kommandot går inte att förstå.
usage-known-values = Möjliga värden: { $values }.
usage-did-you-mean = Menade du { $words }?
usage-see-help = "samskriv --help" visar dem som finns.
usage-set = Skriv FÄLT=VÄRDE i stället för "{ $value }".
usage-field = Fältet "{ $field }" finns inte. Möjliga fält: { $known }.
usage-empty-text = Det finns ingen text att lägga till.
usage-export-ending = Det går inte att avgöra hur "{ $value }" ska skrivas. Filens namn ska sluta på något av { $known }.
usage-export-later = Samskriv kan inte skriva { $value }-filer än. Filens namn ska sluta på något av { $known }.
usage-export-directory = { $file } är en mapp. Skriv namnet på en fil.
usage-length = "{ $value }" är ingen tid. Skriv till exempel 12h eller 7d.

## Varför ett kommando inte gick
failure-no-such-document = Det finns inget dokument vars id börjar med "{ $value }".
failure-ambiguous-document = Flera dokument börjar med "{ $value }". Skriv mer av id:t.
failure-no-directory = Nätverkets lista över personer och dokument finns inte på den här datorn än. Hämta den med "samskriv sync --until-caught-up" och försök igen.
failure-not-founded = Nätverket är inte skapat.
failure-not-connected = Adressen är sparad, men inget har skickats eller hämtats.
failure-act-unreachable = Reläet kan inte nås, och det behövs för det här. Försök igen senare.
failure-recover-unreachable = Reläet kan inte nås, så inget är återställt. Försök igen senare, eller ange reläets adress med --relay; koden går att använda igen.
failure-join-unreachable = Reläet kan inte nås, så det gick inte att gå med i nätverket. Försök igen senare: inbjudningslänken går att använda igen.
failure-no-such-action = Det finns ingen åtgärd vars id börjar med "{ $value }".
failure-ambiguous-action = Flera åtgärder börjar med "{ $value }". Skriv mer av id:t.
failure-no-such-member = Det finns ingen medlem vars enhet börjar med "{ $value }". "samskriv members" visar dem som finns.
failure-leave-alone = Ingen annan är med i { $workspace }: det som finns på den här datorn finns inte hos någon annan.
failure-leave-drafts = { $n ->
    [one] Ett utkast finns bara här och raderas
   *[other] { $n } utkast finns bara här och raderas
 } om du lämnar { $workspace }.
failure-leave-yes = Spara gärna en säkerhetskopia först ("samskriv backup"). Lägg till --yes för att lämna ändå.
failure-own-device = Den här datorn tas inte bort så. Lämna nätverket med "samskriv workspace leave".
failure-ambiguous-member = Flera medlemmars enheter börjar med "{ $value }". Skriv mer av id:t.
failure-no-workspace = Det finns inget nätverk på den här datorn än. Skapa ett med "samskriv workspace new" eller gå med i ett med "samskriv join".
failure-no-such-workspace = Det finns inget nätverk "{ $value }" på den här datorn.
failure-several-workspaces = Det finns flera nätverk; välj ett med --workspace: { $value }.
failure-ambiguous-workspace = Flera nätverk passar; välj ett med början av dess id: { $value }.
failure-bad-due = "{ $value }" är ingen dag. Skriv till exempel 2027-02-07, 7/2 eller "nästa möte".
failure-bad-value = "{ $value }" går inte att använda som { $field }. Tider skrivs 2027-02-05T09:00 och datum 2027-02-05.
failure-read-only = Dokumentet är skrivet av en nyare version av programmet och kan bara läsas. Uppdatera programmet.
failure-no-data-directory = Det går inte att avgöra var allt ska sparas. Ange en mapp med --data.
failure-no-such-file = Filen { $value } finns inte.
failure-no-file-fits = Ingen fil heter { $value }. Skriv filernas namn: Samskriv fyller inte i * och ?.
failure-directory = { $value } är en mapp. Skriv namnen på filerna i den.
failure-files = Inget är inläst, för { $n } av { $of } filer går inte att läsa in:
failure-file-denied = Filen { $value } får inte läsas av den som är inloggad.
failure-file = Filen { $path } går inte att läsa ({ $detail }).
failure-no-such-directory = Mappen { $value } finns inte.
failure-not-writable = Filen { $value } får inte skrivas av den som är inloggad.
failure-not-written = Filen { $path } gick inte att skriva ({ $detail }).
failure-import-too-large = Filen { $path } är för stor för att vara anteckningar.
failure-import-not-text = Filen { $path } är ingen textfil.
failure-import-empty = Filen { $path } är tom.
failure-not-a-backup = Filen är ingen säkerhetskopia från Samskriv.
failure-backup-damaged = Säkerhetskopian är skadad. Inget är ändrat på den här datorn.
failure-backup-newer = Säkerhetskopian är gjord med en nyare version av Samskriv. Uppdatera programmet och försök igen; inget är ändrat.
failure-wrong-passphrase = Fel lösenfras. Inget är ändrat på den här datorn.
failure-no-memory = Datorns minne räcker inte. Stäng andra program och försök igen.
failure-passphrase-short = Lösenfrasen måste ha minst åtta tecken. Ta gärna några ord som inte hör ihop.
failure-passphrase-other = Lösenfrasen var inte densamma båda gångerna. Försök igen.
failure-no-passphrase = Det finns ingen terminal att fråga efter lösenfrasen i. Ange --passphrase-file FIL eller sätt SAMSKRIV_PASSPHRASE.
failure-not-whole = { $n ->
    [one] En sak
   *[other] { $n } saker
 } på den här datorn håller inte. Inget är ändrat. Öppna Samskriv: det lagar det som går, och det som är delat hämtas från reläet.
failure-output = Svaret gick inte att skriva ut ({ $value }).
failure-no-store = Mappen där allt sparas går inte att använda ({ $value }). Välj en annan med --data.
failure-no-window = Fönstret går inte att visa ({ $value }). Det behöver grafik med OpenGL 2.0: prova utan fjärrskrivbord, eller be it-stödet uppdatera datorns grafikdrivrutin. "samskriv --help" visar kommandona.

## Anteckningar
untitled = Utan titel
state-draft = utkast
state-shared = delad
state-review = för granskning
show-when = Tid: { $value }
show-place = Plats: { $value }
show-id = Id: { $value }
show-present = Närvarande
show-others = Övriga
show-absent = Ej närvarande
show-chair = (ordf.)
show-decision = Beslut
show-due = till { $due }
show-next-meeting = Nästa möte: { $value }
show-secretary = Sekreterare: { $value }
show-conflict = Olika värden för { $field }: { $values }. Välj ett med "samskriv edit".
due-next-meeting = nästa möte
field-title = titel
field-starts = starttid
field-ends = sluttid
field-place = plats
field-secretary = sekreterare
field-signature = underskrift
field-attendance = närvaro
field-decisions = beslut
field-next-meeting = nästa möte

## Listor
list-empty = Det finns inga möten än. "samskriv import FIL" läser in anteckningar.
list-trash-empty = Papperskorgen är tom.
actions-empty = Det finns inga sådana åtgärder.
decisions-empty = Det finns inga beslut än.
search-empty = Inget hittades.
column-id = ID
column-status = LÄGE
column-due = NÄR
column-owners = ANSVARIG
column-doc = MÖTE
column-action = ÅTGÄRD
action-open = öppen
action-doing = pågår
action-done = klar
action-dropped = struken
import-named-already = Du står redan som { $name } i { $workspace }, och det ändras inte av --me.
import-reading = Läser fil { $n } av { $of }: { $file }
import-saving = Sparar utkast { $n } av { $of }: { $file }
export-done = { $title } finns nu i filen { $file }.
export-replaced = { $title } finns nu i filen { $file }; det som stod i den förut är ersatt.
export-one-value = I filen står bara ett av värdena.
import-done = { $file } är nu utkastet { $id }: { $title }
import-recognised = Igenkänt:
import-line = rad { $line }
import-suggested = Kan vara åtgärder (de är bara förslag; lägg till med "samskriv action add"):

## Nätverk
workspaces-empty = Det finns inget nätverk på den här datorn än.
workspace-local = utan relä
members-empty = Det finns inga medlemmar.
role-done = { $name } är nu: { $role }.
leave-done = Du har lämnat { $workspace }, och inget av nätverket finns kvar på den här datorn. För att komma tillbaka behövs en ny inbjudan.
remove-done = { $name } är borttagen ur nätverket. Inbjudningslänkar som inte är använda är återkallade.
role-none = inte med
role-admin = administratör
role-editor = skriver
role-reader = läser
status-saved = På den här datorn: allt är sparat.
status-unsaved = På den här datorn: { $n ->
    [one] en ändring är inte sparad
   *[other] { $n } ändringar är inte sparade
 } än.
status-no-relay = Hos reläet: nätverket har inget relä.
status-offline = Hos reläet: inte ansluten till { $url }.
status-connecting = Hos reläet: ansluter till { $url } …
status-catching-up = Hos reläet: hämtar { $done } av { $total }.
status-live = Hos reläet: ansluten till { $url }.
status-all-sent = Allt som är delat är hos reläet.
status-unsent = { $n ->
    [one] En ändring väntar på att skickas till reläet.
   *[other] { $n } ändringar väntar på att skickas till reläet.
 }
status-seen = Hos { $n } av { $m } { $m ->
    [one] kollega
   *[other] kollegor
 }.

## Svar
passphrase-ask = Lösenfras:{" "}
passphrase-again = Lösenfrasen en gång till:{" "}
backup-done = Säkerhetskopian finns nu i { $file }, och har lästs tillbaka och öppnats:
backup-network = {"  "}{ $name }: { $n ->
    [one] ett möte
   *[other] { $n } möten
 }
backup-keep = Utan lösenfrasen kan ingen öppna den, inte heller du. Förvara den och filen var för sig, och inte på den här datorn.
check-found = På den här datorn: { $networks } nätverk, { $documents } dokument och { $changes ->
    [one] en ändring
   *[other] { $changes } ändringar
 } som bara finns här; { $kib } KiB.
check-whole = Allt är läst, och allt är helt.
check-wrong-identity = Skadad fil med nätverk eller nycklar: { $what }
check-wrong-journal = Skadad fil med det som inte är skickat: { $what }
check-wrong-store = Lagringen är skadad: { $what }
check-wrong-record = Något i lagringen går inte att läsa: { $what }
check-wrong-document = Ett dokument går inte att läsa: { $what }
restore-added = { $name } är hämtat: { $n ->
    [one] ett möte
   *[other] { $n } möten
 }.
restore-merged = { $name } fanns redan här, och har fått det som saknades. Inget som fanns är ersatt.
restore-nothing = { $name } finns redan här med allt i säkerhetskopian. Inget är ändrat.
default-workspace-name = Mitt nätverk
default-my-name = Jag
workspace-founded =
    Nätverket { $name } är skapat ({ $id }).
    Återställningskod, skriv ut och spara den (den som har den kan bli administratör):
    { $recovery }
workspace-founded-unnamed = Du står där som { $name }, för inget namn angavs med --me. Ett nätverk under ditt rätta namn skapar du med "samskriv workspace new"; dit flyttar "samskriv share --to" utkasten.
relay-unreached = Reläet { $url } kan inte nås just nu. Nätverket finns på den här datorn, och "samskriv sync" försöker igen.
connect-done = { $workspace } är anslutet till { $url }.
recover-done = Den här datorn är nu administratör i nätverket ({ $id }). En dator som har kommit bort tar du bort med "samskriv remove".
join-done = Du är med i nätverket ({ $id }).
edit-done = { $id } är ändrat och sparat på den här datorn.
action-added = Åtgärden { $id } är tillagd.
action-added-owners = Ansvarig: { $names }.
action-is-done = Åtgärden { $id } är klar.
action-is-open = Åtgärden { $id } är öppen.
share-moved = { $id } är flyttat från { $from } till { $workspace } och delat där.
share-done = { $id } är delat med { $workspace }.
share-means = Vid nästa "samskriv sync" får de andra kommunerna det, och då kan det bli allmän handling hos dem.
share-means-without-relay = Nätverket har inget relä än. När det har ett får de andra kommunerna mötet, och då kan det bli allmän handling hos dem.
