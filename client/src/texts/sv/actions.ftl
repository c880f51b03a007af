# Åtgärder: alla mötens åtgärder på en sida.
actions-status-open = Öppen
actions-status-doing = Pågår
actions-status-done = Klar
actions-status-dropped = Utgår

## Kolumnerna
actions-column-text = Åtgärd
actions-owners = Ansvariga
actions-column-municipality = Kommun
actions-due = Senast
actions-column-status = Status
actions-column-meeting = Möte
actions-sort-by = Sortera:
actions-sort = Sortera efter { $column }
actions-sorted-ascending = { $column }: stigande ordning
actions-sorted-descending = { $column }: fallande ordning

## En rad
actions-owners-of = Ansvariga: { $text }
actions-municipality-of = Kommun: { $value }, { $text }
actions-municipality-none = Ingen kommun
actions-due-of = Senast: { $text }
actions-status-of = Status: { $value }, { $text }
actions-open-at = Visa i { $meeting }: { $text }
actions-no-meeting = Utan möte
actions-overdue = Försenad
actions-today = I dag
actions-next-meeting-unknown = inget datum ännu

## Urvalet
actions-mine = Mina åtgärder
actions-filter-owner-all = Alla ansvariga
actions-filter-municipality = Kommun
actions-filter-municipality-all = Alla kommuner
actions-filter-status = Status
actions-filter-status-all = Alla
actions-filter-status-waiting = Öppna och pågående
actions-filter-due-all = Alla datum
actions-filter-due-overdue = Försenade
actions-filter-due-soon = Inom 30 dagar
actions-filter-text = Sök bland åtgärderna
actions-count = { $shown } av { $all }
actions-count-name = { $shown } av { $all } åtgärder visas
actions-filters-unfold = Välj vilka som visas …
actions-filters-fold = Färre val
actions-show-all = Visa alla
actions-none = Här finns inga åtgärder ännu. Skriv ”Åtgärd: ” i början av en rad i ett möte, eller lägg till en här.
actions-none-match = Ingen åtgärd stämmer med urvalet. Välj ”Visa alla” för att se alla.

## En ny åtgärd
actions-new = Ny åtgärd utan möte
actions-new-close = Stäng

## Påminnelsen
actions-mine-overdue = { $overdue } av dina åtgärder är { $overdue ->
    [one] försenad
   *[other] försenade
 }
actions-mine-today = { $today } av dina åtgärder ska vara { $today ->
    [one] klar
   *[other] klara
 } i dag
actions-mine-both = { $overdue } av dina åtgärder är { $overdue ->
    [one] försenad
   *[other] försenade
 } och { $today } ska vara { $today ->
    [one] klar
   *[other] klara
 } i dag
actions-mine-show = Visa mina åtgärder
