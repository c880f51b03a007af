# The commands: help, usage errors and what is printed.

## Headings and names of values in the help
heading-usage = Usage
heading-commands = Commands
heading-arguments = Arguments
heading-options = Options
heading-everywhere = Options of every command
value-options = [OPTIONS]
value-command = COMMAND
value-dir = DIR
value-workspace = NAME|ID
value-lang = sv|en
value-doc = DOC
value-name = NAME
value-text = TEXT
value-file = FILE
value-kind = KIND
value-set = FIELD=VALUE
value-due = DATE
value-id = ID
value-url = URL
value-token = CODE
value-role = ROLE
value-device = DEVICE
value-length = TIME
value-number = N
value-link = LINK
value-code = CODE
value-seconds = SECONDS
value-municipality = MUNICIPALITY
value-title = TITLE
value-shell = SHELL

## The program
about-samskriv = Samskriv: minutes and action lists written together, also without a network. Without a command the window opens.
about-completions = Print what lets the shell complete commands with Tab
after-samskriv =
    DOC is a document's id or the beginning of it (see "samskriv list").
    "samskriv COMMAND --help" explains a command.
help-data = Directory where everything is kept on this computer; else the program's own
help-workspace = Network: its name or the beginning of its id (needed when there are several)
help-lang = Language: sv (Swedish) or en (English)
help-trash = Show what lies in the trash instead
help-json = Print the answer as JSON, for other programs
help-help = Show help for the program or the command
help-version = Show the version
help-shell = bash, zsh, fish or powershell

## Reading
about-list = List meetings
about-show = Show a meeting's minutes
about-actions = List the actions of all meetings
about-decisions = List the decisions of all meetings
about-search = Search all meetings
about-export = Write a meeting's minutes to a file
help-export-to = File to write to; the end of its name tells the format: .md (text to read and mail) or .automerge (the whole document)
about-status = Show what is on this computer, at the relay and with colleagues
help-doc = The document's id or the beginning of it
help-device = The device's id or the beginning of it, as `members` shows it
help-open = Only actions that are neither done nor dropped
help-filter-owner = Only actions that this person answers for
help-filter-municipality = Only actions that concern this municipality
help-search-text = What to look for; upper and lower case are the same

## Writing
about-import = Read minutes from files, one draft per file
about-edit = Change a meeting's minutes
about-action = Add an action, tick it off or open it again
about-action-add = Add an action to a meeting's minutes
about-action-done = Tick off an action
about-action-reopen = Open a finished action again
about-share = Share a draft with the network
help-file = File to read (.txt or .md)
help-share-to = The network that the draft moves to: its name or the beginning of its id
help-append = Text to add at the end; each line becomes a paragraph
help-as = What the text is to be: paragraph, heading, bullet, numbered, decision or action
help-set = Set a fact: title, starts, ends, place, secretary, signature or next_meeting (for example starts=2027-02-05T09:00)
help-action-text = What is to be done
help-owner = Who answers for it; can be given several times
help-due = By when: 2027-02-07, 7/2 or "next-meeting"
help-action-id = The action's id or the beginning of it (see "samskriv actions")

## Networks
about-workspace = Make, connect, list, leave or recover networks
about-workspace-new = Make a network
about-workspace-connect = Connect the network to a relay
about-workspace-list = List the networks on this computer
about-workspace-leave = Leave a network and remove it from this computer
about-workspace-recover = Become an administrator by the recovery code
about-invite = Make an invitation link
about-join = Join a network
about-members = List the members
about-role = Let a member do more or less
about-remove = Remove a member's computer and change the network's keys
about-sync = Send and fetch changes; without options until interrupted
help-workspace-name = The network's name
help-relay = The relay's address
help-token = Connection code from whoever runs the relay
help-role = The invited person's role: admin, editor or reader; else editor
help-new-role = The new role: admin, editor or reader
help-expires = How long the link is valid, for example 12h or 7d; else 7d
help-uses = How many can use the link; else 1
help-link = The invitation link
help-recovery-code = The recovery code, from "samskriv:recover" to the end
help-recover-relay = The relay's address, where the code has none or it is another now
help-me = Your name
help-municipality = Your municipality
help-title = Your title
help-yes = Leave also what is lost by it: drafts that are only here, or the network where nobody else belongs to it
help-until-caught-up = Stop when everything is sent and fetched
help-for = Stop after so many seconds

## Backups
about-backup = Save everything on this computer in a locked file
about-restore = Bring a backup back
about-store = See whether everything saved on this computer is whole
about-store-check = Read everything on this computer and say what does not hold
help-backup-file = File to save to; nothing of that name may be there
help-restore-file = The file that "samskriv backup" saved
help-passphrase-file = File whose first line is the passphrase, for scripts; else the variable SAMSKRIV_PASSPHRASE, else a question

## Wrong usage
usage-unknown-command = There is no command "{ $value }".
usage-unknown-argument = "{ $argument }" does not belong here.
usage-invalid-value = "{ $value }" cannot be used as { $argument }.
usage-value-missing = { $argument } needs a value.
usage-too-many-values = { $argument } was given one value too many: "{ $value }".
usage-missing-argument = This is missing: { $argument }.
usage-missing-command = Another command is needed here.
usage-or = { " or " }
usage-twice = { $argument } can be given only once.
usage-conflict = { $argument } cannot be combined with { $value }.
usage-not-unicode = The command holds characters that cannot be read.
usage-other = The command cannot be understood.
usage-known-values = Possible values: { $values }.
usage-did-you-mean = Did you mean { $words }?
usage-see-help = "samskriv --help" shows those there are.
usage-set = Write FIELD=VALUE instead of "{ $value }".
usage-field = There is no field "{ $field }". Possible fields: { $known }.
usage-empty-text = There is no text to add.
usage-export-ending = There is no telling how "{ $value }" is to be written. The file's name must end in one of { $known }.
usage-export-later = Samskriv cannot write { $value } files yet. The file's name must end in one of { $known }.
usage-export-directory = { $file } is a directory. Write the name of a file.
usage-length = "{ $value }" is not a length of time. Write for example 12h or 7d.

## Why a command failed
failure-no-such-document = There is no document whose id begins with "{ $value }".
failure-ambiguous-document = Several documents begin with "{ $value }". Write more of the id.
failure-no-directory = The network's list of people and documents is not on this computer yet. Fetch it with "samskriv sync --until-caught-up" and try again.
failure-not-founded = The network has not been made.
failure-not-connected = The address is kept, but nothing has been sent or fetched.
failure-act-unreachable = The relay cannot be reached, and this needs it. Try again later.
failure-recover-unreachable = The relay cannot be reached, so nothing was recovered. Try again later, or give the relay's address with --relay; the code can be used again.
failure-join-unreachable = The relay cannot be reached, so the network could not be joined. Try again later: the invitation link can be used again.
failure-no-such-action = There is no action whose id begins with "{ $value }".
failure-ambiguous-action = Several actions begin with "{ $value }". Write more of the id.
failure-no-such-member = There is no member whose device begins with "{ $value }". "samskriv members" shows those there are.
failure-leave-alone = Nobody else belongs to { $workspace }: what is on this computer is with nobody else.
failure-leave-drafts = { $n ->
    [one] One draft is only here and is erased
   *[other] { $n } drafts are only here and are erased
 } if you leave { $workspace }.
failure-leave-yes = Consider a backup first ("samskriv backup"). Add --yes to leave nevertheless.
failure-own-device = This computer is not removed in that way. Leave the network with "samskriv workspace leave".
failure-ambiguous-member = Several members' devices begin with "{ $value }". Write more of the id.
failure-no-workspace = There is no network on this computer yet. Make one with "samskriv workspace new" or join one with "samskriv join".
failure-no-such-workspace = There is no network "{ $value }" on this computer.
failure-several-workspaces = There are several networks; choose one with --workspace: { $value }.
failure-ambiguous-workspace = Several networks fit; choose one by the beginning of its id: { $value }.
failure-bad-due = "{ $value }" is no day. Write for example 2027-02-07, 7/2 or "next-meeting".
failure-bad-value = "{ $value }" cannot be used as { $field }. Times are written 2027-02-05T09:00 and dates 2027-02-05.
failure-read-only = The document was written by a newer version of the program and can only be read. Update the program.
failure-no-data-directory = There is no telling where everything is to be kept. Name a directory with --data.
failure-no-such-file = There is no file { $value }.
failure-no-file-fits = No file is called { $value }. Write the files' names: Samskriv does not fill in * and ?.
failure-directory = { $value } is a directory. Write the names of the files in it.
failure-files = Nothing has been imported, because { $n } of { $of } files cannot be read:
failure-file-denied = The file { $value } may not be read by whoever is logged in.
failure-file = The file { $path } cannot be read ({ $detail }).
failure-no-such-directory = There is no directory { $value }.
failure-not-writable = The file { $value } may not be written by whoever is logged in.
failure-not-written = The file { $path } could not be written ({ $detail }).
failure-import-too-large = The file { $path } is too large to be minutes.
failure-import-not-text = The file { $path } is not a text file.
failure-import-empty = The file { $path } is empty.
failure-not-a-backup = The file is not a backup of Samskriv's.
failure-backup-damaged = The backup is damaged. Nothing has been changed on this computer.
failure-backup-newer = The backup was made by a newer version of Samskriv. Update the program and try again; nothing has been changed.
failure-wrong-passphrase = Wrong passphrase. Nothing has been changed on this computer.
failure-no-memory = The computer has too little memory for this. Close other programs and try again.
failure-passphrase-short = The passphrase must have at least eight characters. A few words that do not belong together are good.
failure-passphrase-other = The passphrase was not the same both times. Try again.
failure-no-passphrase = There is no terminal to ask for the passphrase at. Give --passphrase-file FILE or set SAMSKRIV_PASSPHRASE.
failure-not-whole = { $n ->
    [one] One thing
   *[other] { $n } things
 } on this computer did not hold. Nothing has been changed. Open Samskriv: it mends what can be mended, and what is shared is fetched from the relay.
failure-output = The answer could not be written ({ $value }).
failure-no-store = The directory where everything is kept cannot be used ({ $value }). Choose another with --data.
failure-no-window = The window cannot be shown ({ $value }). It needs graphics with OpenGL 2.0: try without remote desktop, or ask your IT support for a newer graphics driver. "samskriv --help" shows the commands.

## Minutes
untitled = Untitled
state-draft = draft
state-shared = shared
state-review = in review
show-when = Time: { $value }
show-place = Place: { $value }
show-id = Id: { $value }
show-present = Present
show-others = Others
show-absent = Absent
show-chair = (chair)
show-decision = Decision
show-due = by { $due }
show-next-meeting = Next meeting: { $value }
show-secretary = Secretary: { $value }
show-conflict = Different values for { $field }: { $values }. Pick one with "samskriv edit".
due-next-meeting = the next meeting
field-title = title
field-starts = start
field-ends = end
field-place = place
field-secretary = secretary
field-signature = signature
field-attendance = attendance
field-decisions = decision
field-next-meeting = next meeting

## Lists
list-empty = There are no meetings yet. "samskriv import FILE" reads minutes.
list-trash-empty = The trash is empty.
actions-empty = There are no such actions.
decisions-empty = There are no decisions yet.
search-empty = Nothing was found.
column-id = ID
column-status = STATUS
column-due = DUE
column-owners = OWNER
column-doc = MEETING
column-action = ACTION
action-open = open
action-doing = doing
action-done = done
action-dropped = dropped
import-named-already = You are { $name } in { $workspace } already, and --me does not change that.
import-reading = Reading file { $n } of { $of }: { $file }
import-saving = Saving draft { $n } of { $of }: { $file }
export-done = { $title } is now in the file { $file }.
export-replaced = { $title } is now in the file { $file }; what it held before is replaced.
export-one-value = The file has only one of the values.
import-done = { $file } is now the draft { $id }: { $title }
import-recognised = Recognised:
import-line = line { $line }
import-suggested = May be actions (they are only suggested; add them with "samskriv action add"):

## Networks
workspaces-empty = There is no network on this computer yet.
workspace-local = no relay
members-empty = There are no members.
role-done = { $name } is now: { $role }.
leave-done = You have left { $workspace }, and nothing of the network is on this computer any more. To come back you need a new invitation.
remove-done = { $name } is removed from the network. Invitation links that were not used are withdrawn.
role-none = not a member
role-admin = admin
role-editor = editor
role-reader = reader
status-saved = On this computer: everything is saved.
status-unsaved = On this computer: { $n ->
    [one] one change is
   *[other] { $n } changes are
 } not saved yet.
status-no-relay = At the relay: the network has no relay.
status-offline = At the relay: not connected to { $url }.
status-connecting = At the relay: connecting to { $url } …
status-catching-up = At the relay: fetching { $done } of { $total }.
status-live = At the relay: connected to { $url }.
status-all-sent = All that is shared is at the relay.
status-unsent = { $n ->
    [one] One change waits to be sent to the relay.
   *[other] { $n } changes wait to be sent to the relay.
 }
status-seen = With { $n } of { $m } { $m ->
    [one] colleague
   *[other] colleagues
 }.

## Answers
passphrase-ask = Passphrase:{" "}
passphrase-again = The passphrase once again:{" "}
backup-done = The backup is now in { $file }, and has been read back and opened:
backup-network = {"  "}{ $name }: { $n ->
    [one] one meeting
   *[other] { $n } meetings
 }
backup-keep = Without the passphrase nobody can open it, you neither. Keep it and the file apart, and not on this computer.
check-found = On this computer: networks { $networks }, documents { $documents }, changes that are only here { $changes }; { $kib } KiB.
check-whole = Everything has been read, and everything is whole.
check-wrong-identity = A file with a network or keys is damaged: { $what }
check-wrong-journal = A file with what has not been sent is damaged: { $what }
check-wrong-store = The store is damaged: { $what }
check-wrong-record = Something in the store cannot be read: { $what }
check-wrong-document = A document cannot be read: { $what }
restore-added = { $name } is here: { $n ->
    [one] one meeting
   *[other] { $n } meetings
 }.
restore-merged = { $name } was here already, and has got what it lacked. Nothing that was here is replaced.
restore-nothing = { $name } is here already with all that the backup holds. Nothing is changed.
default-workspace-name = My network
default-my-name = Me
workspace-founded =
    The network { $name } has been made ({ $id }).
    Recovery code, print it and keep it (whoever has it can become an administrator):
    { $recovery }
workspace-founded-unnamed = You are called { $name } there, since no name was given with --me. Make a network under your right name with "samskriv workspace new"; "samskriv share --to" moves drafts there.
relay-unreached = The relay { $url } cannot be reached just now. The network is on this computer, and "samskriv sync" tries again.
connect-done = { $workspace } is connected to { $url }.
recover-done = This computer is an administrator of the network now ({ $id }). A computer that is lost is removed with "samskriv remove".
join-done = You have joined the network ({ $id }).
edit-done = { $id } is changed and saved on this computer.
action-added = The action { $id } has been added.
action-added-owners = Owner: { $names }.
action-is-done = The action { $id } is done.
action-is-open = The action { $id } is open.
share-moved = { $id } is moved from { $from } to { $workspace } and shared there.
share-done = { $id } is shared with { $workspace }.
share-means = At the next "samskriv sync" the other municipalities receive it, and it may then become a public record with them.
share-means-without-relay = The network has no relay yet. Once it has one, the other municipalities receive the meeting, and it may then become a public record with them.
