# Sökningen.
search-field = Sök i hela nätverket
search-hint = Ord, namn eller ”en fras”
search-nothing-typed = Här finns allt i nätverket: mötenas text, beslut, åtgärder, närvaro och platser, medlemmar, årsplanens teman och evenemang.
search-working = Söker …
search-nothing-found = Inga träffar.
search-rules = Alla ord måste finnas i samma möte. Stora och små bokstäver är lika, men a är inte å. En del av ett ord räcker; inom citattecken söks orden precis som de står. Det som ligger i papperskorgen söks inte.
search-found = { $n ->
    [0] Inga möten, men detta:
    [one] Träffar i 1 möte
   *[other] Träffar i { $n } möten
 }
search-found-first = Träffar i { $n } möten. De första { $shown } visas: skriv fler ord för att hitta rätt.
search-of-network = Medlemmar och årsplan
search-actions-of-none = Åtgärder utan möte
search-more = … och { $n ->
    [one] 1 träff till
   *[other] { $n } träffar till
 }
search-more-in-meeting = … och { $n ->
    [one] 1 träff till i mötet
   *[other] { $n } träffar till i mötet
 }
search-meeting = Öppna mötet { $title }, { $about }
search-attendee = Deltagare
search-municipality = Kommun
search-note = Notering
search-paragraph = Text
search-person = Medlem
search-theme = Tema
search-event = Evenemang
