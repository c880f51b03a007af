# Members and invitations.

members-alone = Only you are here. Invite the others: you get a link and a ready mail to send.
members-no-relay = For others to take part, the network needs a relay.
members-connect = Connect to a relay
members-invite = Invite
members-my-other = Add my other computer
members-who-invites = Invites people and changes their details: { $names }.
members-no-municipality = No municipality
members-left = Have left ({ $n })
members-you = (you)
members-change = Change
members-change-name = Change { $name }
members-chair = Chair { $periods }
members-from = from { $date }
members-leaves-on = Leaves on { $date }
members-left-on = Left on { $date }
members-no-device = Has not joined on any computer yet
members-devices = { $role } · { $n } computers
members-role-admin = Administrator
members-role-editor = Can write
members-role-reader = Can only read
members-name = Name
members-title = Title
members-municipality = Municipality
members-last-day = Last day
members-save = Save
members-not-in-directory = A member who can only read is shown with the details given on joining.
members-chair-periods = Periods as chair
members-period-from = Chair from
members-period-to = up to and including
members-period-open = empty: until further notice
members-period-add = Add period
members-remove-short = Remove
members-remove-period = Remove the period { $period }
members-computers = Computers
members-computer = Computer { $n }
members-computer-here = Computer { $n } (this one)
members-role-of = Role of { $name }, { $computer }
members-remove-device = Remove the computer
members-remove-device-name = Remove { $computer } of { $name }
members-add-device = Add a computer for { $name }
members-invite-person = Invite { $name }
members-remove-person = Remove { $name } from the network
members-remove-confirm = Remove
members-remove-device-heading = Remove a computer?
members-remove-device-about = The computer belongs to { $name }. It gets nothing new from the network after this, but what is on it already stays there.
members-remove-person-heading = Remove { $name } from the network?
members-remove-person-about = { $name } gets nothing new from the network after this. What is on their own computer already stays there, and what { $name } has written stays with you.
members-remove-keys = The network’s keys are changed at the same time. Invitations that have not been used therefore stop working.
members-same-ask = Are you the same person as { $who }?
members-same-yes = Yes, that is me
members-same-no = No, somebody else
members-same-about = The name is in the network already, from earlier minutes for example, but nobody has joined under it. If you say yes, the actions, themes and attendance under that name become yours.
members-twice = Listed twice: { $who }. Is it the same person?
members-join = Join
members-join-name = Join { $who }
members-join-about = Actions, themes and attendance of both are then under one person.
members-part = No, two people
members-part-name = No, { $who } are two people
members-split = Split into two people again
members-conflict-name = the name of { $name }
members-conflict-title = the title of { $name }
members-conflict-municipality = the municipality of { $name }
members-conflict-left = the note on whether { $name } has left
members-conflict-last-day = the last day of { $name }
members-conflict-chair = the end of the period as chair from { $from } of { $name }
members-conflict-municipality-name = the name of the municipality
members-has-left = Has left
members-is-here = Is still here
members-no-last-day = No last day
members-until-further = Until further notice
members-invitations = Invitations that are still valid
members-invitation = { $role }, valid until { $date }, can be used { $n ->
    [one] once more
   *[other] { $n } more times
 }
members-revoke = Take back
members-revoke-name = Take back the invitation: { $invitation }

## Inviting
invite-my-device-heading = Add your other computer
invite-device-heading = Add a computer for { $name }
invite-device-about = You get a link to open on the other computer. It is valid for a single computer, for two weeks. The same person is shown there, with the same name and title.
invite-device-role = Rights as before: { $role }.
invite-code-name = QR code with the invitation link
invite-my-link-about = Open the link on your other computer, and send it to nobody else: whoever has it gets into the network as you.
invite-code-about = The QR code holds the same link.
invite-subject = Subject
invite-mail = Mail
invite-copy-link = Copy the link
invite-copy-mail = Copy the mail text
invite-open-mail = Open in mail program
invite-mail-subject = Invitation to { $network } in Samskriv
invite-mail-body =
    Hello,

    Welcome to { $network } in Samskriv, where we write minutes and actions together.

    How to join:
    1. Install Samskriv, if it is not on your computer already. Your IT support can help.
    2. Open Samskriv and choose Open an invitation.
    3. Paste the whole link below, fill in your name and municipality, and choose Join.

    { $link }

    The link is valid for two weeks. Do not pass it on: whoever has the link gets into the network.

    Regards,
    { $me }
invite-mail-subject-device = Another computer in { $network } (Samskriv)
invite-mail-body-device =
    Hello,

    With the link below, { $name } can use another computer in { $network }.

    1. Install Samskriv on the other computer, if it is not there already. Your IT support can help.
    2. Open Samskriv and choose Open an invitation.
    3. Paste the whole link, fill in name and municipality, and choose Join.

    { $link }

    The link is valid for a single computer, for two weeks. Do not pass it on: whoever has the link gets into the network.
