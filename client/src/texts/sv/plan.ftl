# Årsplanen.
plan-show-year = Visa { $year }
plan-this-year = Visa det här året
plan-new-theme = Nytt tema
plan-new-event = Nytt evenemang
plan-themes = Teman { $year }
plan-nothing-yet = Inget är planerat för { $year } ännu. Börja med Nytt tema: vad nätverket ska arbeta med, när, och vilka som ansvarar. Möten kommer med av sig själva när de har ett datum. Kurser, konferenser och andra datum att boka lägger du in med Nytt evenemang.
plan-no-themes-yet = Inga teman för { $year } ännu. Lägg in det första med Nytt tema.
plan-no-themes = Inga teman för { $year } ännu.
plan-no-period = Ingen tid bestämd
plan-unnamed = Utan titel
plan-change = Ändra
plan-theme-change-name = Ändra temat { $title }
plan-theme-line = Tema: { $title }
plan-responsible-names = Ansvariga: { $names }
plan-responsible-none = Ingen ansvarig ännu: två till fyra brukar dela på ett tema.
plan-responsible-few = Bara en ansvarig: två till fyra brukar dela på ett tema.
plan-responsible-many = Fler än fyra ansvariga: två till fyra brukar dela på ett tema.
plan-planned-on = Planerat möte { $date }

## Månaderna
plan-today = i dag, { $day }
plan-leaf = { $month }, vecka { $first } till { $last }
plan-weekdays = m t o t f l s
plan-week = v. { $week }
plan-day = { $weekday ->
    [1] mån
    [2] tis
    [3] ons
    [4] tors
    [5] fre
    [6] lör
   *[7] sön
 } { $day }/{ $month }
plan-clock = kl. { $time }
plan-meeting = möte
plan-planned-meeting = Planerat möte
plan-announced = aviserat i förra mötet
plan-planned = anteckningar finns inte än
plan-event = evenemang

## Dialogerna
plan-save = Spara
plan-remove-sure = Det tas bort för alla i nätverket.
plan-remove-yes = Ja, ta bort
plan-theme-change = Ändra tema
plan-theme-remove = Ta bort temat
plan-theme-title = Tema
plan-theme-about = Vad det handlar om
plan-when-year = Hela året
plan-when-months = Vissa månader
plan-when-unplanned = Ingen tid bestämd
plan-when-of = År
plan-when-first = Från och med
plan-when-last = Till och med
plan-responsible = Ansvariga ({ $n })
plan-responsible-find = Sök bland medlemmarna
plan-theme-meetings = Möten där temat tas upp
plan-unknown-meeting = Ett möte som inte finns på den här datorn
plan-planned-day = Dag för ett planerat möte
plan-planned-add = Lägg till dagen
plan-event-change = Ändra evenemang
plan-event-remove = Ta bort evenemanget
plan-event-title = Evenemang
plan-event-from = Börjar
plan-event-to = Slutar
plan-event-to-hint = Valfritt
plan-event-before = Sluttiden kan inte vara före starttiden.
plan-moment-hint = t.ex. 7 februari kl. 9.00

## Två har skrivit olika i …
plan-conflict-period = tiden för ”{ $title }”
plan-conflict-from = början av ”{ $title }”
plan-conflict-to = slutet av ”{ $title }”
plan-conflict-place = platsen för ”{ $title }”
