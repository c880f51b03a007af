# Settings.

settings-me = Me in { $network }
settings-me-fixed = You read in this network. Your name is the one you gave when you joined.
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
settings-links-about = Links that begin with samskriv: can be opened with a click, in a mail for example.
settings-links-now = Open such links with Samskriv
settings-links-done = Invitation links now open with Samskriv.
settings-links-failed = That could not be set up ({ $detail }). Paste the link into Samskriv instead, under Open an invitation.
