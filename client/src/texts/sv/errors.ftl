# Fel, som meningar som går att handla efter.
error-no-such-workspace = Nätverket finns inte på den här datorn.
error-no-such-document = Dokumentet finns inte på den här datorn.
error-no-relay = Nätverket har inget relä än. Anslut det med "samskriv workspace connect ADRESS".
error-unreachable = Reläet kan inte nås. Allt du skrivit finns på den här datorn och skickas när det går.
error-bad-relay = Servern på adressen svarar inte som ett relä.
error-bad-address = Reläets adress går inte att använda. En adress skrivs som https://rela.example.se eller https://rela.example.se:8443.
error-plain-address = Reläets adress är okrypterad (http://), så att andra på vägen kan se vem som skriver när. Det går bara till den här datorn och inom ett lokalt nät; annars behövs https://.
error-bad-link = Inbjudningslänken går inte att läsa. Kopiera hela länken, från "samskriv:" till slutet.
error-forked = Reläet visar en annan medlemshistorik än den som finns här. Inget mer skickas eller hämtas; tala med den som driver reläet.
error-role-does-not-allow = Din roll i nätverket räcker inte för det här. Tala med en administratör i nätverket.
error-already-member = Den här datorn är redan med i nätverket.
error-storage = Det gick inte att spara på disken ({ $detail }).
error-bad-document = Dokumentet går inte att läsa ({ $detail }).
error-stopped = Samskriv håller på att avslutas.
error-store-in-use = Ett annat Samskriv{ $detail } har mappen öppen. Stäng det först, eller välj en annan mapp med --data.
error-unknown-workspace = Reläet känner inte till nätverket.
error-not-a-member = Den här datorn är inte med i nätverket.
error-not-understood = Reläet och programmet förstår inte varandra ({ $code }).
error-bad-host = Reläet känns inte vid adressen som det nåddes på. Den som driver reläet behöver lägga till den.
error-unsupported-version = Reläet talar en annan version. Uppdatera programmet.
error-too-large = Det är för stort för reläet.
error-not-allowed = Reläet nekar: rollen räcker inte.
error-stale = Någon annan hann före. Försök igen.
error-invite-expired = Inbjudningslänken har gått ut. Be om en ny.
error-invite-used = Inbjudningslänken är redan använd så många gånger som den får.
error-token-required = Reläet kräver en biljett från den som driver det (--token).
error-busy = Reläet har för mycket att göra just nu. Försök igen om en stund.
error-quota-exceeded = Nätverkets utrymme hos reläet är slut.
error-storage-failed = Reläet kan inte spara på sin disk.
error-shutting-down = Reläet stängs av just nu. Försök igen om en stund.
error-unknown = Något gick fel ({ $code }). { $detail }

## Sådant man bör veta om fast allt går vidare
warning-set-aside = Sådant som kom från reläet men inte gick att bekräfta, och därför inte används: { $detail }. Inget av ditt eget är borta.
warning-parked = Sådant som den här datorn inte kan läsa än: { $detail }. Det är sparat och läses när det går. Uppdatera gärna programmet.
warning-told-otherwise = Reläet har gett { $detail } andra uppgifter än dig. Tala med varandra och med den som driver reläet.
