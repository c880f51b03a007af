# Fönstret.

## Första starten
window-welcome = Minnesanteckningar och åtgärder som ni skriver tillsammans, även utan nät.
window-another-network = Ett nätverk till på den här datorn.
window-start-writing = Börja skriva
window-start-writing-about = På den här datorn. Du kan bjuda in andra senare.
window-open-invitation = Öppna en inbjudan
window-open-invitation-about = Du har fått en länk av en kollega, eller har nätverkets återställningskod.
window-create-network = Skapa ett nätverk
window-create-network-about = För flera kommuner. Du bjuder in de andra med en länk.
window-start = Börja
window-join = Gå med
window-create = Skapa
window-back = Tillbaka
window-cancel = Avbryt
window-working = Ett ögonblick …
window-my-name = Ditt namn
window-my-municipality = Din kommun
window-my-title = Din titel
window-optional = Valfritt
window-invitation-link = Inbjudningslänk
window-recover-about = Det här är nätverkets återställningskod: den gör den här datorn till administratör.
window-recover = Återställ
window-network-name = Nätverkets namn
window-network-name-hint = till exempel Nätverket för skolchefer
window-relay = Reläets adress
window-relay-optional = Kan vänta
window-relay-token = Anslutningskod till reläet
window-relay-token-hint = Om du har fått en
window-not-founded = Nätverket är inte skapat. { $reason } Du kan också lämna adressen tom så länge och ansluta senare.
window-not-reached = Adressen är sparad, men det gick inte att nå reläet. { $reason }
window-no-answer = Inget relä svarar på { $url }. Kontrollera adressen, och att datorn har nät.
window-relay-about = Ändringarna skickas mellan er genom en server, reläet. Adressen får du av den som driver reläet, ofta it-avdelningen. Du kan vänta med den tills någon ska bjudas in.
window-still-missing = Fyll i: { $fields }
window-own-network = Mina anteckningar

## Sidorna
page-meetings = Möten
page-actions = Åtgärder
page-decisions = Beslut
page-year-plan = Årsplan
page-members = Medlemmar
page-search = Sök
page-settings = Inställningar

## Möteslistan
window-opening = Öppnar …
window-network = Nätverk
window-new-meeting = Nytt möte
window-no-meetings = Här finns inga möten ännu. Skriv ett med Nytt möte.
window-only-trash = Här finns inga möten, men i papperskorgen ligger något som går att återställa.
window-no-meetings-yet = Inga möten ännu
window-pick-meeting = Välj ett möte till vänster, eller skriv ett nytt.
window-drop-hint = Har du gamla anteckningar som text? Dra filen hit, så blir den ett utkast.
window-another = Lägg till nätverk …
window-connect = Anslut till ett relä …
window-invite = Bjud in …
window-dismiss = Stäng

## Mötet
window-untitled = Namnlöst möte
window-draft = utkast
window-shared = delad
window-review = för granskning
window-draft-chip = Utkast
window-share = Dela med nätverket
window-title = Titel
window-title-hint = Mötets titel
window-date = Datum
window-starts = Börjar
window-starts-hint = t.ex. 9.00
window-ends = Slutar
window-ends-hint = t.ex. 12.00
window-place = Plats
window-secretary = Sekreterare
window-signature = Underskrift
window-next-meeting = Nästa möte
window-state = Status
window-body = Anteckningar
window-body-hint = Skriv här …
window-mark-decision = Beslut
window-mark-action = Åtgärd
window-read-only = Mötet är skrivet med en nyare version av Samskriv. Du kan läsa det men inte ändra.
window-kind = Styckets form
window-kind-paragraph = Text
window-kind-bullet = Punkter
window-kind-decision = Beslut
editor-heading-1 = Rubrik 1
editor-heading-2 = Rubrik 2
editor-heading-3 = Rubrik 3
editor-quote = Citat
editor-numbered = Numrerad
editor-action = Åtgärd
editor-bold = Fet
editor-bold-sign = F
editor-italic = Kursiv
editor-italic-sign = K
editor-link = Länk
editor-link-heading = Länk
editor-link-address = Adress
editor-link-hint = exempel.se eller namn@exempel.se
editor-link-wrong = Skriv en webbadress eller en e-postadress.
editor-link-apply = Infoga länken
editor-link-remove = Ta bort länken
editor-undo = Ångra
editor-redo = Gör om
editor-find = Sök
editor-find-for = Sök efter
editor-find-name = Sök i texten
editor-find-next = Nästa
editor-find-next-name = Nästa träff
editor-find-previous = Föregående
editor-find-previous-name = Föregående träff
editor-find-at = { $at } av { $all }
editor-find-hits = { $n ->
    [one] 1 träff
   *[other] { $n } träffar
 }
editor-find-none = Inga träffar
editor-find-case = Skilj på stora och små bokstäver
editor-find-words = Hela ord
editor-find-close = Stäng sökningen
editor-replace-open = Ersätt …
editor-replace-name = Sök och ersätt
editor-replace-with = Ersätt med
editor-replace = Ersätt
editor-replace-all = Ersätt alla
editor-replaced = { $n ->
    [one] 1 ersatt
   *[other] { $n } ersatta
 }
editor-unknown = Okänt innehåll från ett annat program
window-somebody = Någon
window-writes = { $name } skriver
editor-menu = Textens meny
editor-cut = Klipp ut
editor-copy = Kopiera
editor-paste = Klistra in
editor-menu-link = Länk …
editor-make-decision = Gör till beslut
editor-make-action = Gör till åtgärd
editor-make-plain = Gör till vanlig text
editor-spelling = Stavningskontroll
editor-spelling-searching = Söker förslag …
editor-spelling-none = Inga förslag
editor-spelling-add = Lägg till i ordlistan
editor-spelling-missing-linux = Ingen svensk ordlista hittades. Installera paketet hunspell-sv, eller lägg filerna sv_SE.aff och sv_SE.dic i mappen { $folder }. Slå sedan av stavningskontrollen och på den igen.
editor-spelling-missing = Ingen svensk ordlista hittades. Be it-stödet installera LibreOffice med svenska, eller lägga filerna sv_SE.aff och sv_SE.dic i mappen { $folder }. Slå sedan av stavningskontrollen och på den igen.
editor-spelling-failed = Stavningskontrollen fungerar inte helt ({ $detail }).
editor-spelling-not-kept = Ordet gick inte att spara i ordlistan ({ $detail }). Det gäller tills programmet stängs.

## Närvaro
window-attendance = Närvaro
window-attendance-none = Inga deltagare är tillagda ännu.
window-attendance-edit = Ändra
window-attendance-edit-name = Ändra närvaron
window-attendance-done = Klar
window-attendance-done-name = Klar med närvaron
window-present = Närvarande
window-absent = Frånvarande
window-other = Övriga
window-chair-short = ordf.
window-attendee-remove = Ta bort { $name }
window-attendee-chair = { $name } är ordförande
window-attendee-name = Lägg till en person
window-attendee-municipality = Kommun
window-attendee-add = Lägg till person

## Åtgärder
window-actions = Åtgärder
window-actions-count = Åtgärder ({ $waiting } av { $all } återstår)
window-actions-none = Mötet har inga åtgärder ännu.
window-action-tick = Klar: { $text }
window-action-text = Åtgärd: { $text }
window-action-new = Ny åtgärd
window-action-add = Lägg till åtgärd
window-next-meeting-due = nästa möte
window-unknown-person = okänd person

## Två värden
conflict-part = { $part } för ”{ $of }”
window-conflict = Två har skrivit olika i { $field }. Vilket ska gälla?
conflict-by-me = du
window-conflict-pick = Låt detta gälla: { $value }
window-empty = tomt

## Statusraden
window-saved = Sparat på den här datorn
window-saving = Sparar …
window-not-saved = Inte sparat än
window-status-draft = Utkast: finns bara på den här datorn
window-no-relay = Inget relä: finns bara på den här datorn
window-at-relay = Hos reläet
window-waiting = Ändringar väntar på att skickas
window-connecting = Ansluter till reläet
window-catching-up = Hämtar från reläet: { $done } av { $total }
window-offline = Offline
window-removed = Den här datorn är borttagen ur nätverket
window-offline-since = Offline sedan kl. { $time }
window-offline-since-day = Offline sedan { $at }
window-warnings = Obs ({ $n })
window-with-colleagues = Hos { $seen } av { $all } { $all ->
    [one] kollega
   *[other] kollegor
 }
window-has-all = { $name }: har allt
window-has-not-all = { $name }: har inte det senaste
window-go-offline = Gå offline
window-go-online = Gå online
window-try-again = Försök igen nu

## Dialoger
window-share-heading = Dela med nätverket?
window-share-meaning = Alla i nätverket kan sedan läsa anteckningarna, och de som får skriva kan ändra i dem. Anteckningarna kan då bli allmänna handlingar hos kommunerna. Delningen går inte att ångra.
window-share-empty = Mötet är tomt: det har varken titel eller text ännu.
window-share-no-relay = Nätverket har inget relä ännu. Anteckningarna når de andra först när det är anslutet.
window-share-confirm = Dela
window-share-not-yet = Inte ännu
window-invite-heading = Bjud in till nätverket
window-invite-about = Du får en länk att skicka till den du bjuder in. Den gäller i två veckor.
window-invite-role = Den som öppnar länken
window-role-editor = kan läsa och skriva
window-role-reader = kan bara läsa
window-role-admin = kan läsa, skriva och bjuda in andra
window-invite-uses = Antal personer som kan använda länken
window-invite-make = Skapa länk
window-invite-link-about = Skicka länken bara till dem du bjuder in: den som har länken kommer in i nätverket.
window-copy = Kopiera
window-copied = Kopierad
window-close = Stäng
window-connect-heading = Anslut till ett relä
window-connect-about = Reläet skickar ändringarna mellan er men kan inte läsa dem. Adressen får du av den som driver reläet.
window-connect-now = Anslut
window-recovery-heading = Spara återställningskoden
window-recovery-about = Med koden kan ni få en ny administratör, även på en ny dator, om ingen administratör har sin dator kvar. Den som har koden kan bli administratör. Spara den på ett annat ställe än den här datorn, eller skriv ut den och lås in den. Den visas bara nu.
window-recovery-code = Återställningskod
window-recovery-kept = Jag har sparat koden

## När något inte går
window-cannot-open = Mötet går inte att läsa ({ $detail }).
window-change-withdrawn = Hos reläet låg en kopia med ändringar i någons namn som den personen inte har gjort. Samskriv har tagit bort ändringarna. Läs igenom det du skrev senast.
window-cannot-read-change = En ändring från någon annan gick inte att läsa. Det du har skrivit är kvar.
window-cannot-import = { $file } gick inte att läsa. Samskriv läser bara textfiler (.txt och .md). Är det ett Word-dokument? Spara det som oformaterad text i Word och öppna den filen här.
window-directory-missing = Listan över nätverkets medlemmar och möten har inte hämtats än. Försök igen om en stund.
window-no-file-dialog = Datorns fönster för att välja en fil gick inte att öppna. Dra i stället filen hit, in i Samskrivs fönster.
window-nothing-opens = Inget program på datorn öppnar länken. Kopiera den i stället, eller mejltexten.
window-not-written = Ändringen gick inte att spara ({ $detail }).
window-too-long = Texten är för lång för fältet.
window-store-in-use = Samskriv är redan öppet på den här datorn. Stäng det andra fönstret och försök igen.
window-store-broken = Det går inte att läsa eller spara på datorns disk ({ $detail }). Kontrollera att disken inte är full och starta om datorn. Kontakta it-stödet om det inte hjälper.
