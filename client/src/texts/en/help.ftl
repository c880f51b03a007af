# The help of each command: when one uses it, and examples.

heading-examples = Examples

examples-samskriv =
    samskriv import january.txt
        read minutes; they become a draft on this computer
    samskriv list
        see all meetings and their ids
    samskriv show 3fa9
        read a meeting
    samskriv share 3fa9
        share the draft with the network
    samskriv sync --until-caught-up
        send what is shared and fetch the others' changes
exit-statuses =
    Exit status:
      0  done
      1  failed
      2  wrong usage
      3  no such thing
      4  another Samskriv has the directory open
      5  the relay refuses or cannot be reached

## Reading
when-list = Meetings without a date come first, then the newest. Each line begins with the meeting's id, which other commands take as DOC. What lies in the trash is shown with --trash.
examples-list =
    samskriv list
    samskriv list --workspace "Social services"
        only one of several networks
    samskriv list --trash
        meetings that can come back
when-show = Shows the whole meeting: time, place, attendance, text, decisions, actions and the next meeting. Where two people have set different values for the same fact, both are shown until someone picks one.
examples-show =
    samskriv show 3fa9
    samskriv show 3fa9 --json
        for other programs
when-actions = Who is to do what by when, from all meetings on this computer. What is open comes first, what is due earliest at the top.
examples-actions =
    samskriv actions --open
    samskriv actions --open --owner "Kim Ek"
    samskriv actions --municipality Bjuv
when-decisions = All that is marked as a decision, with the meeting's id and date. The newest meeting comes first.
examples-decisions =
    samskriv decisions
when-search = Finds the meetings where all the words stand, anywhere in the text, and shows the paragraph with the first of them. Å, ä and ö are letters of their own: "a" does not find "å".
examples-search =
    samskriv search home care
when-export = To mail the minutes, keep them with your municipality or take them to another program. A .md file is plain text and can be read in again by "samskriv import"; its actions are then suggestions. A .automerge file also holds every change that was made. A file that is there already is replaced.
examples-export =
    samskriv export 3fa9 --to january.md
    samskriv export 3fa9 --to january.automerge
        for programs that read Automerge
when-status = Shows whether everything is saved, whether what is shared is at the relay, and how many colleagues have received it. It does not use the network but tells what was known last; "samskriv sync" finds out how it is now.
examples-status =
    samskriv status
    samskriv status --json

## Writing
when-import = For minutes that you have already. Date, time, place, attendance, decisions and the next meeting are recognised, and the command tells on which line each of them stood; the rest comes along as text. The drafts stay on this computer until you share them. Where one of the files cannot be read, no drafts are made at all.
examples-import =
    samskriv import january.txt
    samskriv import january.txt february.md march.md
    samskriv import january.txt --me "Kim Ek" --municipality Bjuv
        the first time, when there is no network yet: who you are
when-edit = Adds text at the end of a meeting, or changes for example its title, time or place. Of several edits in one command, all are made or none. What is changed in a shared meeting reaches the others at the next "samskriv sync".
examples-edit =
    samskriv edit 3fa9 --append "Kim welcomed everyone."
    samskriv edit 3fa9 --append "We meet in Bjuv in March." --as decision
    samskriv edit 3fa9 --set place="Town hall" --set starts=2027-02-05T09:00
when-action = An action is something that someone is to do, often by a certain day. It stands in a meeting's minutes and in the list that "samskriv actions" shows.
examples-action =
    samskriv action add 3fa9 "Book a room" --owner "Kim Ek" --due 7/2
    samskriv action done 7c21
when-action-add = The action is put at the end of the meeting's minutes. Its owner is recognised by the full name, or by the first name where only one person has it. Without --due the action has no date.
examples-action-add =
    samskriv action add 3fa9 "Book a room" --owner "Kim Ek" --due 7/2
    samskriv action add 3fa9 "Gather figures" --owner Kim --due next-meeting
when-action-done = The action stays in the meeting and in "samskriv actions", but not in "samskriv actions --open".
examples-action-done =
    samskriv action done 7c21
when-action-reopen = For an action that was ticked off too early.
examples-action-reopen =
    samskriv action reopen 7c21
when-share = A draft is on this computer only. Once it is shared, everyone in the network receives it at the next "samskriv sync", and it may then become a public record with their municipalities. It cannot be taken back. With --to the draft is first moved to another network.
examples-share =
    samskriv share 3fa9
    samskriv share 3fa9 --to "Social services"
        the draft leaves the network it is in and is shared with that one

## Networks
when-workspace = A network is those who write together, with their meetings. It needs no relay until someone else is to take part.
examples-workspace =
    samskriv workspace list
    samskriv workspace new Heads --me "Kim Ek" --municipality Bjuv
when-workspace-new = Whoever makes a network becomes its administrator. The recovery code that is printed is shown this once: write it down and lock it away. Whoever has it can become an administrator, with "samskriv workspace recover". A relay can be named now or later, with "samskriv workspace connect".
examples-workspace-new =
    samskriv workspace new Heads --me "Kim Ek" --municipality Bjuv
when-workspace-connect = A relay stores what is shared and hands it on, but cannot read it. Use the command before you invite the first person, or when the network is to change relays. Whoever runs the relay may want a connection code.
examples-workspace-connect =
    samskriv workspace connect https://relay.example.org
    samskriv workspace connect https://relay.example.org --token CODE
when-workspace-list = Each line has the beginning of the network's id, your role, the relay's address and the network's name. Where there are several, choose one with --workspace in the other commands.
examples-workspace-list =
    samskriv workspace list
when-workspace-leave = For whoever is no longer to take part, or a computer that is to be handed on. What is shared stays with the others, also what you have written; all of the network is removed from this computer, with its drafts. Another computer of yours stays in the network until you leave there too. The relay must be reachable, and the last administrator first makes somebody else one ("samskriv role").
examples-workspace-leave =
    samskriv workspace leave --workspace "Social services"
    samskriv workspace leave --yes
when-workspace-recover = For when the one who was administrator has lost their computer, or has left. The code was printed when the network was made; give it in quotation marks. On an empty computer all of the code is needed, and who you are; all that the relay has is fetched. On a computer that is in the network the code's groups of letters do. The code can be used again; remove the lost computer with "samskriv remove" afterwards.
examples-workspace-recover =
    samskriv workspace recover "samskriv:recover?…" --me Kim --municipality Bjuv
    samskriv workspace recover "samskriv:recover?…" --relay relay.example.org
    samskriv workspace recover ABCD-EFGH-…
when-invite = Prints a link that the invited person pastes into Samskriv. Whoever has the link can join for as long as it is valid, so send it only to the one it is for. Only an administrator can invite, and the relay must be within reach.
examples-invite =
    samskriv invite
    samskriv invite --role reader --expires 12h --uses 11
when-join = Use the link that you were given, in quotation marks. Your name, municipality and title are shown to the others. The relay must be within reach; what is shared in the network is then fetched.
examples-join =
    samskriv join "samskriv:join?…" --me "Bo Lind" --municipality Klippan
when-members = Each line has name, municipality, title, role and the beginning of the device's id, which "samskriv role" and "samskriv remove" take. Whoever uses Samskriv on two computers is listed twice.
examples-members =
    samskriv members
when-role = Only an administrator can change roles, and the relay must be within reach.
examples-role =
    samskriv role 5b0e reader
    samskriv role 5b0e admin
when-remove = For someone who has left, or a computer that is lost. The computer receives nothing new and can no longer write in the network, but what it has fetched already stays there. Only an administrator can remove anyone, and the relay must be within reach.
examples-remove =
    samskriv remove 5b0e
when-sync = Sends what is shared and fetches the others' changes. Without options it goes on until you interrupt it with Ctrl+C; drafts are never sent.
examples-sync =
    samskriv sync --until-caught-up
    samskriv sync --for 60

## Backups
when-backup = Saves all networks on this computer in one file: meetings with all their history, drafts, what has not been sent, and the keys that reading needs. The file is locked with a passphrase of at least eight characters; without it nobody can open the file. The file is read back before the command says that it is done. A file that is there already is never replaced. The computer's own key does not come along: on another computer all can be read, but it must be invited to write with the others. With --json: file, bytes and networks, where each network has id, name and meetings.
examples-backup =
    samskriv backup copy-2027-01-08.samskriv
    samskriv backup /media/usb/copy --passphrase-file passphrase.txt
        for scripts
when-restore = Brings what a backup holds to this computer. Networks that are not here are added; to those that are here only what they lack is added, and nothing is replaced. It can be done again. On a new computer all can be read, but the computer does not belong to the network yet: ask an administrator for an invitation link and use it with "samskriv join", and what waits is sent. Where there is nothing else, use the recovery code. Close Samskriv's window first. With --json: file and networks, where each network has id, name, added (was not here before), meetings (in the backup), changed (documents that got something) and member (whether the computer belongs to it).
examples-restore =
    samskriv restore copy-2027-01-08.samskriv
    samskriv restore /media/usb/copy --passphrase-file passphrase.txt
        for scripts

when-store = For whoever wonders whether what is saved on this computer is whole, after a power cut for example.
examples-store =
    samskriv store check
when-store-check = Reads everything that is saved on this computer: every record, every document, what has not been sent, the keys and the networks' member history. Nothing is changed. The exit status is 0 if everything is whole, else 1, and then it says what does not hold. Close Samskriv's window first. A copy of the store is made while it is read, so there must be room for it on the disk. With --json: networks, documents and unsent_changes (numbers), store.bytes and journal.bytes, and wrong, where each thing has part (identity, journal, store, record or document) and what.
examples-store-check =
    samskriv store check
    samskriv store check --json
        for scripts

## The shell
when-completions = For those who often write commands in a terminal. Save what is printed where the shell looks for such things, then open a new window. In PowerShell, put the example's line into the file $PROFILE.
examples-completions =
    samskriv completions bash >> ~/.bashrc
    samskriv completions zsh > ~/.zfunc/_samskriv
    samskriv completions fish > ~/.config/fish/completions/samskriv.fish
    samskriv completions powershell | Out-String | Invoke-Expression
