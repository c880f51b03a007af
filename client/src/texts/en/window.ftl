# The window.

## The first start
window-welcome = Minutes and actions that you write together, also without a network.
window-another-network = One more network on this computer.
window-start-writing = Start writing
window-start-writing-about = On this computer. You can invite others later.
window-open-invitation = Open an invitation
window-open-invitation-about = A colleague has sent you a link, or you have the network's recovery code.
window-create-network = Create a network
window-create-network-about = For several municipalities. You invite the others with a link.
window-start = Start
window-join = Join
window-create = Create
window-back = Back
window-cancel = Cancel
window-working = One moment …
window-my-name = Your name
window-my-municipality = Your municipality
window-my-title = Your title
window-optional = Optional
window-invitation-link = Invitation link
window-recover-about = This is the network's recovery code: it makes this computer an administrator.
window-recover = Recover
window-network-name = The network’s name
window-network-name-hint = for example The heads of schools
window-relay = The relay’s address
window-relay-optional = Can wait
window-relay-token = Connection code for the relay
window-relay-token-hint = If you were given one
window-not-founded = The network was not made. { $reason } You can also leave the address empty for now and connect later.
window-not-reached = The address is kept, but the relay was not reached. { $reason }
window-no-answer = No relay answers at { $url }. Check the address, and that the computer is online.
window-relay-about = Changes go between you through a server, the relay. Whoever runs the relay, often the IT department, has its address. You can wait with it until somebody is to be invited.
window-still-missing = Fill in: { $fields }
window-own-network = My notes

## The pages
page-meetings = Meetings
page-actions = Actions
page-decisions = Decisions
page-year-plan = Year plan
page-members = Members
page-search = Search
page-settings = Settings

## The list of meetings
window-opening = Opening …
window-network = Network
window-new-meeting = New meeting
window-no-meetings = There are no meetings here yet. Begin one with New meeting.
window-only-trash = There are no meetings here, but something in the trash can be restored.
window-no-meetings-yet = No meetings yet
window-pick-meeting = Pick a meeting to the left, or begin a new one.
window-drop-hint = Do you have old minutes as text? Drag the file here and it becomes a draft.
window-another = Add a network …
window-connect = Connect to a relay …
window-invite = Invite …
window-dismiss = Close

## The meeting
window-untitled = Untitled meeting
window-draft = draft
window-shared = shared
window-review = in review
window-draft-chip = Draft
window-share = Share with the network
window-title = Title
window-title-hint = The meeting’s title
window-date = Date
window-starts = Starts
window-starts-hint = e.g. 9:00
window-ends = Ends
window-ends-hint = e.g. 12:00
window-place = Place
window-secretary = Secretary
window-signature = Signature
window-next-meeting = Next meeting
window-state = Status
window-body = Minutes text
window-body-hint = Write here …
window-mark-decision = Decision
window-mark-action = Action
window-read-only = The meeting was written with a newer version of Samskriv. You can read it but not change it.
window-kind = The paragraph’s form
window-kind-paragraph = Text
window-kind-bullet = Bullets
window-kind-decision = Decision
editor-heading-1 = Heading 1
editor-heading-2 = Heading 2
editor-heading-3 = Heading 3
editor-quote = Quotation
editor-numbered = Numbered
editor-action = Action
editor-bold = Bold
editor-bold-sign = B
editor-italic = Italic
editor-italic-sign = I
editor-link = Link
editor-link-heading = Link
editor-link-address = Address
editor-link-hint = example.com or name@example.com
editor-link-wrong = Write a web address or an e-mail address.
editor-link-apply = Insert the link
editor-link-remove = Remove the link
editor-undo = Undo
editor-redo = Redo
editor-find = Find
editor-find-for = Find what
editor-find-name = Find in the text
editor-find-next = Next
editor-find-next-name = Next match
editor-find-previous = Previous
editor-find-previous-name = Previous match
editor-find-at = { $at } of { $all }
editor-find-hits = { $n ->
    [one] 1 match
   *[other] { $n } matches
 }
editor-find-none = No matches
editor-find-case = Match case
editor-find-words = Whole words
editor-find-close = Close the search
editor-replace-open = Replace …
editor-replace-name = Find and replace
editor-replace-with = Replace with
editor-replace = Replace
editor-replace-all = Replace all
editor-replaced = { $n ->
    [one] 1 replaced
   *[other] { $n } replaced
 }
editor-unknown = Unknown content from another program
window-somebody = Somebody
window-writes = { $name } is writing
editor-menu = The text’s menu
editor-cut = Cut
editor-copy = Copy
editor-paste = Paste
editor-menu-link = Link …
editor-make-decision = Make a decision
editor-make-action = Make an action
editor-make-plain = Make plain text
editor-spelling = Check spelling
editor-spelling-searching = Looking for suggestions …
editor-spelling-none = No suggestions
editor-spelling-add = Add to the word list
editor-spelling-missing-linux = No English dictionary was found. Install the package hunspell-en-gb, or put the files en_GB.aff and en_GB.dic into the folder { $folder }. Then switch the spelling off and on again.
editor-spelling-missing = No English dictionary was found. Ask your IT support to install LibreOffice with English, or to put the files en_GB.aff and en_GB.dic into the folder { $folder }. Then switch the spelling off and on again.
editor-spelling-failed = The spelling does not work as it should ({ $detail }).
editor-spelling-not-kept = The word could not be kept in the word list ({ $detail }). It holds until the program is closed.

## Attendance
window-attendance = Attendance
window-attendance-none = Nobody has been added yet.
window-attendance-edit = Change
window-attendance-edit-name = Change the attendance
window-attendance-done = Done
window-attendance-done-name = Done with the attendance
window-present = Present
window-absent = Absent
window-other = Others
window-chair-short = chair
window-attendee-remove = Remove { $name }
window-attendee-chair = { $name } chairs
window-attendee-name = Add a person
window-attendee-municipality = Municipality
window-attendee-add = Add person

## Actions
window-actions = Actions
window-actions-count = Actions ({ $waiting } of { $all } remain)
window-actions-none = The meeting has no actions yet.
window-action-tick = Done: { $text }
window-action-text = Action: { $text }
window-action-new = New action
window-action-add = Add action
window-next-meeting-due = next meeting
window-unknown-person = unknown person

## Two values
conflict-part = { $part } of “{ $of }”
window-conflict = Two people wrote different things in { $field }. Which one holds?
conflict-by-me = you
window-conflict-pick = Let this one hold: { $value }
window-empty = empty

## The status line
window-saved = Saved on this computer
window-saving = Saving …
window-not-saved = Not saved yet
window-status-draft = Draft: on this computer only
window-no-relay = No relay: on this computer only
window-at-relay = At the relay
window-waiting = Changes are waiting to be sent
window-connecting = Connecting to the relay
window-catching-up = Fetching from the relay: { $done } of { $total }
window-offline = Offline
window-removed = This computer has been removed from the network
window-offline-since = Offline since { $time }
window-offline-since-day = Offline since { $at }
window-warnings = Note ({ $n })
window-with-colleagues = With { $seen } of { $all } { $all ->
    [one] colleague
   *[other] colleagues
 }
window-has-all = { $name }: has everything
window-has-not-all = { $name }: does not have the latest
window-go-offline = Go offline
window-go-online = Go online
window-try-again = Try again now

## Dialogs
window-share-heading = Share with the network?
window-share-meaning = Everyone in the network can then read the minutes, and those who may write can change them. The minutes may then become public records of the municipalities. Sharing cannot be undone.
window-share-empty = The meeting is empty: it has neither title nor text yet.
window-share-no-relay = The network has no relay yet. The minutes reach the others only once it is connected.
window-share-confirm = Share
window-share-not-yet = Not yet
window-invite-heading = Invite to the network
window-invite-about = You get a link to send to whom you invite. It holds for two weeks.
window-invite-role = Whoever opens the link
window-role-editor = can read and write
window-role-reader = can only read
window-role-admin = can read, write and invite others
window-invite-uses = How many people can use the link
window-invite-make = Make link
window-invite-link-about = Send the link only to those you invite: whoever has it gets into the network.
window-copy = Copy
window-copied = Copied
window-close = Close
window-connect-heading = Connect to a relay
window-connect-about = The relay carries changes between you but cannot read them. Whoever runs it gives you the address.
window-connect-now = Connect
window-recovery-heading = Keep the recovery code
window-recovery-about = With the code you can get a new administrator, on a new computer too, if no administrator has theirs left. Whoever has the code can become an administrator. Keep it somewhere else than on this computer, or print it and lock it away. It is shown only now.
window-recovery-code = Recovery code
window-recovery-kept = I have kept the code

## When something does not work
window-cannot-open = The meeting cannot be read ({ $detail }).
window-change-withdrawn = The relay held a copy with changes in somebody’s name that this person never made. Samskriv has removed the changes. Read through what you wrote last.
window-cannot-read-change = A change from somebody else could not be read. What you have written is still there.
window-cannot-import = { $file } could not be read. Samskriv reads only text files (.txt and .md). Is it a Word document? Save it as plain text in Word and open that file here.
window-directory-missing = The list of the network’s members and meetings has not been fetched yet. Try again in a moment.
window-no-file-dialog = The computer’s window for choosing a file could not be opened. Drag the file here instead, into Samskriv’s window.
window-nothing-opens = No program on the computer opens the link. Copy it instead, or the text of the mail.
window-not-written = The change could not be saved ({ $detail }).
window-too-long = The text is too long for the field.
window-store-in-use = Samskriv is open on this computer already. Close the other window and try again.
window-store-broken = The computer’s disk cannot be read or written ({ $detail }). Check that the disk is not full and restart the computer. Ask your IT support if that does not help.
