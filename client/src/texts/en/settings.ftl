# Settings.

settings-me = Me in { $network }
settings-me-fixed = You can only read in this network, so the name cannot be changed here. It is the one you gave when you joined.
settings-language = Language
settings-swedish = Svenska
settings-english = English
settings-looks = Appearance
settings-theme = Colours
settings-theme-system = As the computer
settings-theme-light = Light
settings-theme-dark = Dark
settings-size = Text size
settings-smaller = Smaller
settings-larger = Larger
settings-usual = Usual size
settings-percent = { $n } %
settings-writing = While you write
settings-spelling = Check the spelling
settings-backup = Backup
settings-backup-about = Saves every network on this computer in a locked file: meetings with all their history, drafts and what has not been sent. Do not keep it on this computer only.
settings-backup-file = File
settings-backup-name = Samskriv { $date }.samskriv
settings-backup-passphrase = Passphrase, at least eight characters
settings-backup-again = The passphrase once more
settings-backup-differ = The two passphrases differ.
settings-backup-now = Save a backup
settings-backup-short = The passphrase is too short: it needs at least eight characters.
settings-backup-not-absolute = Write the whole path of the file, with its folder.
settings-backup-done = The backup is in { $file } and has been read back: { $networks ->
    [one] one network
   *[other] { $networks } networks
 } with { $meetings ->
    [one] one meeting
   *[other] { $meetings } meetings
 }. Without the passphrase nobody can open it, not even you.
settings-place = Where everything lies
settings-place-about = What you write is in this folder on the computer, also when you are offline.
settings-place-open = Open the folder
settings-place-copy = Copy the path
settings-links = Invitation links
settings-links-about = Links that begin with “samskriv:” can be opened with one click, in a mail for example.
settings-links-now = Open such links with Samskriv
settings-links-done = Invitation links now open with Samskriv.
settings-links-failed = That could not be set up ({ $detail }). Paste the link into Samskriv instead, under Open an invitation.

## Leaving the network
leave-section = Leave { $network }
leave-about = For you who are no longer to take part, or for a computer that you are to hand on.
leave-ask = Leave the network …
leave-heading = Leave { $network }?
leave-stays = What is shared stays with the others: meetings, decisions and actions, also what you have written, with your name.
leave-goes = From this computer everything that belongs to the network is removed.
leave-other-computers = { $n ->
    [one] Your other computer stays in the network until you leave it there too.
   *[other] Your { $n } other computers stay in the network until you leave it there too.
 }
leave-back = To come back you need a new invitation.
leave-drafts = { $n ->
    [one] One draft is only here and is erased.
   *[other] { $n } drafts are only here and are erased.
 }
leave-alone = Only you are here. What is in the network is with nobody else, and is removed from this computer.
leave-alone-code = With the recovery code what is shared can be fetched from the relay again, for as long as it is there.
leave-last-admin = You are the network's only administrator, and without one nobody can invite or remove members.
leave-last-admin-way = Make somebody else an administrator on the page Members. Then you can leave the network.
leave-to-members = Go to Members
leave-outside = This computer no longer belongs to the network. What is left of it is removed from here: meetings, drafts and changes that were not sent.
leave-outside-others = The others keep what is shared.
leave-backup = Save a backup first …
leave-not-connected = The computer is not connected to the relay just now. You can leave the network once what you have written has reached the others.
leave-working = What you have written is sent to the others, and then the network is removed from the computer. It takes a little while.
leave-confirm = Leave the network
leave-remove-here = Remove from the computer
leave-unreachable = The relay does not answer just now, so that the others cannot be told that you leave. Try again later. You still belong to the network, and nothing is removed.
settings-relay = Relay
settings-relay-about = Changes go between you through { $url }. If the relay has moved or the address is wrong, change it here; what you have written stays.
settings-relay-change = Change the address …
