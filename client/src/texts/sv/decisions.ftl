# Beslut: alla mötens beslut på en sida.
decisions-filter-text = Sök bland besluten
decisions-filter-year = År
decisions-filter-year-all = Alla år
decisions-count = { $shown } av { $all }
decisions-count-name = { $shown } av { $all } beslut visas
decisions-show-all = Visa alla
decisions-none = Här finns inga beslut ännu. Skriv ”Beslut: ” i början av en rad i ett möte, så står beslutet här.
decisions-none-match = Inget beslut stämmer med urvalet. Välj ”Visa alla” för att se alla.
decisions-open-at = { $text } Visa i { $place }
decisions-copy = Kopiera
decisions-copied = Kopierat
decisions-copy-name = Kopiera beslutet: { $text }
decisions-copied-name = Kopierat: { $text }
decisions-copy-text = Beslut: { $text } ({ $place })
