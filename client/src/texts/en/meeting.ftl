# The meeting: a new one after the last, members in the attendance, trash, import.

meeting-next = New meeting after the last one
meeting-next-about = Attendance, headings, place and date are taken over. What is not done stays in the list.
meeting-more = More
meeting-more-name = More about the meeting
meeting-next-from-this = New meeting after this one
meeting-duplicate = Make a copy
meeting-round-insert = Insert a status round
meeting-to-trash = Move to the trash
meeting-copy-of = Copy of { $title }
meeting-previous = Notes of the previous meeting
meeting-previous-line = The notes of { $date } are put on file.
meeting-previous-line-undated = The notes of the last meeting are put on file.
meeting-round = Status round
meeting-is-trashed = The meeting lies in the trash.
meeting-restore = Restore
meeting-restore-name = Restore { $title }
meeting-carried-count = Left from earlier meetings ({ $n })
meeting-carried-all = Show all { $n }
meeting-carried-open = Open { $text } in its meeting
meeting-carried-next = Next meeting, { $date }
meeting-members-all = Add all members ({ $n })
meeting-members-about = Each can then be moved to absent.
meeting-members-missing = Members who have not been added
meeting-member-present = { $name } is present
meeting-member-absent = { $name } is absent
meeting-present-short = Here
meeting-absent-short = Away
meeting-note-of = Note on { $name }
meeting-note-hint = note

## The trash
trash-page = The trash
trash-link = The trash ({ $n })
trash-heading = Move “{ $title }” to the trash?
trash-meaning = The meeting is shared and goes from everybody’s lists, with its actions. It can be restored from the trash for 30 days.
trash-about = Meetings lie here for 30 days. Then drafts go from this computer. Shared notes are shown no more, but stay in the network's history.
trash-empty = The trash is empty.
trash-left = { $n ->
    [one] 1 day left
   *[other] { $n } days left
 }

## Import
import-choose = Open a file …
import-title = Notes from { $file }
import-known = This was recognised. All else is text, in its order.
import-unknown = No title, time or attendance was recognised. All of it is text.
import-paragraphs = Paragraphs
import-actions = This looks like actions. Choose which are to be.
import-actions-all = Choose all
import-confirm = Make a draft

## The calendar
day-picker-open = Choose {$name} in the calendar
day-picker-hint = Choose {$name} in the calendar ({$keys} in the field)
day-picker-previous = Previous month
day-picker-next = Next month
day-picker-week = w. { $n }
day-picker-today = Today
