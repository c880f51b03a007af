# Medlemmar och inbjudningar.

members-alone = Här är bara du. Bjud in de andra, så får du en länk och ett färdigt mejl att skicka.
members-no-relay = För att andra ska kunna vara med behöver nätverket ett relä.
members-connect = Anslut till ett relä
members-invite = Bjud in
members-my-other = Lägg till min andra dator
members-who-invites = Bjuder in och ändrar uppgifter: { $names }.
members-no-municipality = Utan kommun
members-left = Har slutat ({ $n })
members-you = (du)
members-change = Ändra
members-change-name = Ändra { $name }
members-chair = Ordförande { $periods }
members-from = från { $date }
members-leaves-on = Slutar den { $date }
members-left-on = Slutade den { $date }
members-no-device = Har inte gått med på någon dator ännu
members-devices = { $role } · { $n } datorer
members-role-admin = Administratör
members-role-editor = Kan skriva
members-role-reader = Kan bara läsa
members-name = Namn
members-title = Titel
members-municipality = Kommun
members-last-day = Sista dag
members-save = Spara
members-not-in-directory = En medlem som bara kan läsa visas med de uppgifter som angavs när personen gick med.
members-chair-periods = Ordförandeperioder
members-period-from = Ordförande från
members-period-to = till och med
members-period-open = tomt: tills vidare
members-period-add = Lägg till period
members-remove-short = Ta bort
members-remove-period = Ta bort perioden { $period }
members-computers = Datorer
members-computer = Dator { $n }
members-computer-here = Dator { $n } (den här)
members-role-of = Roll för { $name }, { $computer }
members-remove-device = Ta bort datorn
members-remove-device-name = Ta bort { $computer } för { $name }
members-add-device = Lägg till en dator för { $name }
members-invite-person = Bjud in { $name }
members-remove-person = Ta bort { $name } ur nätverket
members-remove-confirm = Ta bort
members-remove-device-heading = Ta bort en dator?
members-remove-device-about = Datorn hör till { $name }. Den får inget nytt från nätverket efter det här, men det som redan finns på den ligger kvar där.
members-remove-person-heading = Ta bort { $name } ur nätverket?
members-remove-person-about = { $name } får inget nytt från nätverket efter det här. Det som redan finns på den egna datorn ligger kvar där, och det { $name } har skrivit står kvar hos er.
members-remove-keys = Nätverkets nycklar byts samtidigt. Inbjudningar som inte har använts slutar därför att gälla.
members-same-ask = Är du samma person som { $who }?
members-same-yes = Ja, det är jag
members-same-no = Nej, någon annan
members-same-about = Namnet finns redan i nätverket, till exempel från äldre minnesanteckningar, men ingen har gått med under det. Svarar du ja blir åtgärder, teman och närvaro under namnet dina.
members-twice = Står två gånger: { $who }. Är det samma person?
members-join = Slå ihop
members-join-name = Slå ihop { $who }
members-join-about = Åtgärder, teman och närvaro från båda står sedan på samma person.
members-part = Nej, två personer
members-part-name = Nej, { $who } är två personer
members-split = Dela upp i två personer igen
members-conflict-name = namnet på { $name }
members-conflict-title = titeln för { $name }
members-conflict-municipality = kommunen för { $name }
members-conflict-left = uppgiften om { $name } är kvar
members-conflict-last-day = uppgiften om sista dag för { $name }
members-conflict-chair = slutet på ordförandeperioden från { $from } för { $name }
members-conflict-municipality-name = kommunens namn
members-has-left = Har slutat
members-is-here = Är kvar
members-no-last-day = Ingen sista dag
members-until-further = Tills vidare
members-invitations = Inbjudningar som gäller
members-invitation = { $role }, gäller till { $date }, kan användas { $n ->
    [one] en gång till
   *[other] { $n } gånger till
 }
members-revoke = Dra tillbaka
members-revoke-name = Dra tillbaka inbjudan: { $invitation }

## Inbjudan
invite-my-device-heading = Lägg till din andra dator
invite-device-heading = Lägg till en dator för { $name }
invite-device-about = Du får en länk att öppna på den andra datorn. Den gäller för en enda dator, i två veckor. Där står sedan samma person, med samma namn och titel.
invite-device-role = Rättigheter som hittills: { $role }.
invite-code-name = QR-kod med inbjudningslänken
invite-my-link-about = Öppna länken på din andra dator, och skicka den inte till någon annan: den som har länken kommer in i nätverket som du.
invite-code-about = QR-koden innehåller samma länk.
invite-subject = Ämne
invite-mail = Mejl
invite-copy-link = Kopiera länken
invite-copy-mail = Kopiera mejltexten
invite-open-mail = Öppna i e-postprogram
invite-mail-subject = Inbjudan till { $network } i Samskriv
invite-mail-body =
    Hej!

    Välkommen till { $network } i Samskriv, där vi skriver minnesanteckningar och åtgärder tillsammans.

    Så här går du med:
    1. Installera Samskriv, om det inte redan finns på datorn. It-stödet i din kommun kan hjälpa till.
    2. Öppna Samskriv och välj Öppna en inbjudan.
    3. Klistra in hela länken här under, fyll i namn och kommun, och välj Gå med.

    { $link }

    Länken gäller i två veckor. Skicka den inte vidare: den som har länken kommer in i nätverket.

    Hälsningar
    { $me }
invite-mail-subject-device = En dator till i { $network } (Samskriv)
invite-mail-body-device =
    Hej!

    Med länken här under kan { $name } använda en dator till i { $network }.

    1. Installera Samskriv på den andra datorn, om det inte redan finns där. It-stödet i kommunen kan hjälpa till.
    2. Öppna Samskriv och välj Öppna en inbjudan.
    3. Klistra in hela länken, fyll i namn och kommun, och välj Gå med.

    { $link }

    Länken gäller för en enda dator, i två veckor. Skicka den inte vidare: den som har länken kommer in i nätverket.
