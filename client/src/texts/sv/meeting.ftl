# Mötet: nytt efter det förra, medlemmar i närvaron, papperskorg, import.

meeting-next = Nytt möte efter det senaste
meeting-next-about = Närvaro, rubriker, plats och datum tas över. Det som inte är klart följer med i listan.
meeting-more = Mer
meeting-more-name = Mer om mötet
meeting-next-from-this = Nytt möte efter det här
meeting-duplicate = Gör en kopia
meeting-round-insert = Infoga lägesrapport
meeting-to-trash = Lägg i papperskorgen
meeting-copy-of = Kopia av { $title }
meeting-previous = Föregående mötes anteckningar
meeting-previous-line = Anteckningarna från { $date } läggs till handlingarna.
meeting-previous-line-undated = Anteckningarna från förra mötet läggs till handlingarna.
meeting-round = Lägesrapport
meeting-is-trashed = Mötet ligger i papperskorgen.
meeting-restore = Återställ
meeting-restore-name = Återställ { $title }
meeting-carried-count = Kvar från tidigare möten ({ $n })
meeting-carried-all = Visa alla { $n }
meeting-carried-open = Öppna { $text } i sitt möte
meeting-carried-next = Nästa möte, { $date }
meeting-members-all = Lägg till alla medlemmar ({ $n })
meeting-members-about = Var och en kan sedan flyttas till frånvarande.
meeting-members-missing = Medlemmar som inte är tillagda
meeting-member-present = { $name } är närvarande
meeting-member-absent = { $name } är frånvarande
meeting-present-short = Här
meeting-absent-short = Borta
meeting-note-of = Notering om { $name }
meeting-note-hint = notering

## Papperskorgen
trash-page = Papperskorgen
trash-link = Papperskorgen ({ $n })
trash-heading = Lägg ”{ $title }” i papperskorgen?
trash-meaning = Mötet är delat och försvinner ur allas listor, med sina åtgärder. Det kan återställas från papperskorgen i 30 dagar.
trash-about = Här ligger möten i 30 dagar. Sedan försvinner utkast från den här datorn. Delade anteckningar visas inte längre, men finns kvar i nätverkets historik.
trash-empty = Papperskorgen är tom.
trash-left = { $n ->
    [one] 1 dag kvar
   *[other] { $n } dagar kvar
 }

## Import
import-choose = Öppna en fil …
import-title = Anteckningar från { $file }
import-known = Det här känns igen. Resten blir text, i samma ordning som i filen.
import-unknown = Ingen rubrik, tid eller närvaro känns igen. Allt blir text.
import-paragraphs = Stycken
import-actions = Det här ser ut att vara åtgärder. Välj vilka som ska läggas till.
import-actions-all = Välj alla
import-confirm = Gör ett utkast

## Kalendern
day-picker-open = Välj {$name} i kalendern
day-picker-hint = Välj {$name} i kalendern ({$keys} i fältet)
day-picker-previous = Föregående månad
day-picker-next = Nästa månad
day-picker-week = v. { $n }
day-picker-today = I dag
