# Hjälpen för varje kommando: när man använder det, och exempel.

heading-examples = Exempel

examples-samskriv =
    samskriv import januari.txt
        läs in anteckningar; de blir ett utkast på den här datorn
    samskriv list
        se alla möten och deras id
    samskriv show 3fa9
        läs ett möte
    samskriv share 3fa9
        dela utkastet med nätverket
    samskriv sync --until-caught-up
        skicka det som är delat och hämta de andras ändringar
exit-statuses =
    Slutkoder:
      0  klart
      1  det gick inte
      2  fel i kommandot
      3  det som menas finns inte
      4  ett annat Samskriv har mappen öppen
      5  reläet nekar eller kan inte nås

## Läsa
when-list = Möten utan datum står överst, sedan det nyaste mötet först. Varje rad börjar med mötets id, som andra kommandon tar som DOK. Det som ligger i papperskorgen visas med --trash.
examples-list =
    samskriv list
    samskriv list --workspace Socialchefer
        bara ett av flera nätverk
    samskriv list --trash
        möten som kan återställas
when-show = Visar hela mötet: tid, plats, närvaro, text, beslut, åtgärder och nästa möte. Har två personer satt olika värden på samma uppgift visas båda tills någon väljer.
examples-show =
    samskriv show 3fa9
    samskriv show 3fa9 --json
        för andra program
when-actions = Vem som ska göra vad till när, ur alla möten på den här datorn. Det som är öppet står först, det som ska vara klart tidigast överst.
examples-actions =
    samskriv actions --open
    samskriv actions --open --owner "Kim Ek"
    samskriv actions --municipality Bjuv
when-decisions = Allt som är markerat som beslut, med mötets id och datum. Det nyaste mötet står först.
examples-decisions =
    samskriv decisions
when-search = Hittar de möten där alla orden finns, var som helst i texten, och visar stycket där det första ordet står. Å, ä och ö är egna bokstäver: "a" hittar inte "å".
examples-search =
    samskriv search hemtjänst natt
when-export = För att mejla anteckningarna, spara dem hos kommunen eller ta dem till ett annat program. En .md-fil är vanlig text och kan läsas in igen med "samskriv import"; då blir åtgärderna förslag. En .automerge-fil innehåller också alla ändringar som har gjorts. Finns filen redan ersätts den.
examples-export =
    samskriv export 3fa9 --to januari.md
    samskriv export 3fa9 --to januari.automerge
        för program som läser Automerge
when-status = Visar om allt är sparat, om det som är delat finns hos reläet och hur många kollegor som har fått det. Kommandot använder inte nätet utan berättar vad som senast var känt; "samskriv sync" tar reda på hur det är nu.
examples-status =
    samskriv status
    samskriv status --json

## Skriva
when-import = För anteckningar som ni redan har. Datum, tid, plats, närvaro, beslut och nästa möte känns igen, och kommandot berättar på vilken rad var och en stod; resten följer med som text. Utkasten stannar på den här datorn tills du delar dem. Går någon av filerna inte att läsa in blir det inga utkast alls.
examples-import =
    samskriv import januari.txt
    samskriv import januari.txt februari.md mars.md
    samskriv import januari.txt --me "Kim Ek" --municipality Bjuv
        första gången, när det inte finns något nätverk: vem du är
when-edit = Lägger till text sist i ett möte, eller ändrar till exempel titel, tid eller plats. Av flera ändringar i samma kommando görs alla eller ingen. Det som ändras i ett delat möte når de andra vid nästa "samskriv sync".
examples-edit =
    samskriv edit 3fa9 --append "Kim hälsade välkommen."
    samskriv edit 3fa9 --append "Vi ses i Bjuv i mars." --as decision
    samskriv edit 3fa9 --set place=Rådhuset --set starts=2027-02-05T09:00
when-action = En åtgärd är något som någon ska göra, ofta till en viss dag. Den står i ett mötes anteckningar och i listan som "samskriv actions" visar.
examples-action =
    samskriv action add 3fa9 "Boka lokal" --owner "Kim Ek" --due 7/2
    samskriv action done 7c21
when-action-add = Åtgärden läggs sist i mötets anteckningar. Den som ansvarar känns igen på hela namnet, eller på förnamnet om bara en person heter så. Utan --due har åtgärden ingen tid.
examples-action-add =
    samskriv action add 3fa9 "Boka lokal" --owner "Kim Ek" --due 7/2
    samskriv action add 3fa9 "Ta fram underlag" --owner Kim --due "nästa möte"
when-action-done = Åtgärden står kvar i mötet och i "samskriv actions", men inte i "samskriv actions --open".
examples-action-done =
    samskriv action done 7c21
when-action-reopen = För en åtgärd som bockades av för tidigt.
examples-action-reopen =
    samskriv action reopen 7c21
when-share = Ett utkast finns bara på den här datorn. När det är delat får alla i nätverket det vid nästa "samskriv sync", och då kan det bli allmän handling hos deras kommuner. Det går inte att ta tillbaka. Med --to flyttas utkastet först till ett annat nätverk.
examples-share =
    samskriv share 3fa9
    samskriv share 3fa9 --to Socialchefer
        utkastet lämnar nätverket där det ligger och delas med Socialchefer

## Nätverk
when-workspace = Ett nätverk är de som skriver tillsammans, med sina möten. Det behöver inget relä förrän någon annan ska vara med.
examples-workspace =
    samskriv workspace list
    samskriv workspace new Chefer --me "Kim Ek" --municipality Bjuv
when-workspace-new = Den som skapar ett nätverk blir dess administratör. Återställningskoden som skrivs ut visas bara den här gången: skriv upp den och lås in den. Den som har den kan bli administratör, med "samskriv workspace recover". Ett relä kan anges nu eller senare, med "samskriv workspace connect".
examples-workspace-new =
    samskriv workspace new Chefer --me "Kim Ek" --municipality Bjuv
when-workspace-connect = Ett relä förvarar och skickar vidare det som är delat, men kan inte läsa det. Använd kommandot innan du bjuder in den första, eller när nätverket ska byta relä. Den som driver reläet kan kräva en anslutningskod.
examples-workspace-connect =
    samskriv workspace connect https://rela.example.se
    samskriv workspace connect https://rela.example.se --token KOD
when-workspace-list = Varje rad har början av nätverkets id, din roll, reläets adress och nätverkets namn. Finns det flera väljer du ett med --workspace i de andra kommandona.
examples-workspace-list =
    samskriv workspace list
when-workspace-leave = För den som inte ska vara med längre, eller en dator som ska lämnas ifrån sig. Det som är delat står kvar hos de andra, också det du har skrivit; från den här datorn tas hela nätverket bort, med utkasten. Har du en dator till i nätverket är den kvar tills du lämnar där också. Reläet måste gå att nå, och den sista administratören gör någon annan till administratör först ("samskriv role").
examples-workspace-leave =
    samskriv workspace leave --workspace Socialchefer
    samskriv workspace leave --yes
when-workspace-recover = När den som var administratör har förlorat sin dator, eller har slutat. Koden skrevs ut när nätverket skapades; ange den inom citattecken. På en tom dator behövs hela koden, och vem du är; allt som reläet har hämtas. På en dator som är med i nätverket räcker kodens bokstavsgrupper. Koden går att använda igen; ta sedan bort den förlorade datorn med "samskriv remove".
examples-workspace-recover =
    samskriv workspace recover "samskriv:recover?…" --me Kim --municipality Bjuv
    samskriv workspace recover "samskriv:recover?…" --relay rela.example.se
    samskriv workspace recover ABCD-EFGH-…
when-invite = Skriver ut en länk som den inbjudna klistrar in i Samskriv. Den som har länken kan gå med så länge den gäller, så skicka den bara till den som ska ha den. Bara en administratör kan bjuda in, och reläet måste gå att nå.
examples-invite =
    samskriv invite
    samskriv invite --role reader --expires 12h --uses 11
when-join = Använd länken som du har fått, inom citattecken. Ditt namn, din kommun och din titel visas för de andra. Reläet måste gå att nå; därefter hämtas det som är delat i nätverket.
examples-join =
    samskriv join "samskriv:join?…" --me "Bo Lind" --municipality Klippan
when-members = Varje rad har namn, kommun, titel, roll och början av enhetens id, som "samskriv role" och "samskriv remove" tar. Den som använder Samskriv på två datorer står två gånger.
examples-members =
    samskriv members
when-role = Bara en administratör kan ändra roller, och reläet måste gå att nå.
examples-role =
    samskriv role 5b0e reader
    samskriv role 5b0e admin
when-remove = För den som har slutat, eller en dator som har kommit bort. Datorn får inget nytt och kan inte längre skriva i nätverket, men det som den redan har hämtat finns kvar där. Bara en administratör kan ta bort någon, och reläet måste gå att nå.
examples-remove =
    samskriv remove 5b0e
when-sync = Skickar det som är delat och hämtar de andras ändringar. Utan flaggor fortsätter det tills du avbryter med Ctrl+C; utkast skickas aldrig.
examples-sync =
    samskriv sync --until-caught-up
    samskriv sync --for 60

## Säkerhetskopior
when-backup = Sparar alla nätverk på den här datorn i en fil: möten med hela sin historia, utkast, det som inte är skickat, och nycklarna som behövs för att läsa. Filen låses med en lösenfras på minst åtta tecken; utan den kan ingen öppna filen. Filen läses tillbaka innan kommandot säger att den är klar. En fil som redan finns ersätts aldrig. Datorns egen nyckel följer inte med: på en annan dator går allt att läsa, men den måste bjudas in för att skriva med de andra. Med --json: file, bytes och networks, där varje nätverk har id, name och meetings.
examples-backup =
    samskriv backup kopia-2027-01-08.samskriv
    samskriv backup /media/usb/kopia --passphrase-file lösenfras.txt
        för skript
when-restore = Hämtar det som finns i en säkerhetskopia till den här datorn. Nätverk som saknas läggs till; i dem som finns läggs bara det till som saknas, och inget ersätts. Det går bra att göra om. På en ny dator går allt att läsa, men datorn är inte med i nätverket än: be en administratör om en inbjudningslänk och använd den med "samskriv join", så skickas det som väntar. Finns inget annat, använd återställningskoden. Stäng Samskrivs fönster först. Med --json: file och networks, där varje nätverk har id, name, added (fanns inte förut), meetings (möten i kopian), changed (dokument som fick något) och member (om datorn är med).
examples-restore =
    samskriv restore kopia-2027-01-08.samskriv
    samskriv restore /media/usb/kopia --passphrase-file lösenfras.txt
        för skript

when-store = För den som undrar om det som är sparat på den här datorn är helt, till exempel efter ett strömavbrott.
examples-store =
    samskriv store check
when-store-check = Läser allt som är sparat på den här datorn: varje post, varje dokument, det som inte är skickat, nycklarna och nätverkens medlemshistorik. Inget ändras. Slutkoden är 0 om allt är helt, annars 1, och då står det vad som inte håller. Stäng Samskrivs fönster först. En kopia av lagringen görs medan den läses, så det behövs plats för den på disken. Med --json: networks, documents och unsent_changes (antal), store.bytes och journal.bytes, och wrong, där varje sak har part (identity, journal, store, record eller document) och what.
examples-store-check =
    samskriv store check
    samskriv store check --json
        för skript

## Skalet
when-completions = För den som ofta skriver kommandon i ett terminalfönster. Spara det som skrivs ut där skalet letar efter sådant, och öppna sedan ett nytt fönster. I PowerShell läggs exemplets rad till i filen $PROFILE.
examples-completions =
    samskriv completions bash >> ~/.bashrc
    samskriv completions zsh > ~/.zfunc/_samskriv
    samskriv completions fish > ~/.config/fish/completions/samskriv.fish
    samskriv completions powershell | Out-String | Invoke-Expression
