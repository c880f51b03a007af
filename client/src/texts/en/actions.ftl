# Actions: those of all meetings on one page.
actions-status-open = Open
actions-status-doing = In progress
actions-status-done = Done
actions-status-dropped = Dropped

## The columns
actions-column-text = Action
actions-owners = Responsible
actions-column-municipality = Municipality
actions-due = Due
actions-column-status = Status
actions-column-meeting = Meeting
actions-sort-by = Sort:
actions-sort = Sort by { $column }
actions-sorted-ascending = { $column }: ascending
actions-sorted-descending = { $column }: descending

## A row
actions-owners-of = Responsible: { $text }
actions-municipality-of = Municipality: { $value }, { $text }
actions-municipality-none = No municipality
actions-due-of = Due: { $text }
actions-status-of = Status: { $value }, { $text }
actions-open-at = Show in { $meeting }: { $text }
actions-no-meeting = No meeting
actions-overdue = Overdue
actions-today = Today
actions-next-meeting-unknown = no date yet

## What is shown
actions-mine = My actions
actions-filter-owner-all = Anyone
actions-filter-municipality = Municipality
actions-filter-municipality-all = All municipalities
actions-filter-status = Status
actions-filter-status-all = All
actions-filter-status-waiting = Open and in progress
actions-filter-due-all = Any date
actions-filter-due-overdue = Overdue
actions-filter-due-soon = Within 30 days
actions-filter-text = Search the actions
actions-count = { $shown } of { $all }
actions-count-name = { $shown } of { $all } actions are shown
actions-filters-unfold = Choose which to show …
actions-filters-fold = Fewer choices
actions-show-all = Show all
actions-none = There are no actions here yet. Begin a line of a meeting with “Action: ”, or add one here.
actions-none-match = No action fits what you chose. Choose “Show all” to see all.

## A new action
actions-new = New action without a meeting
actions-new-close = Close

## The reminder
actions-mine-overdue = { $overdue } of your actions { $overdue ->
    [one] is
   *[other] are
 } overdue
actions-mine-today = { $today } of your actions { $today ->
    [one] is
   *[other] are
 } due today
actions-mine-both = { $overdue } of your actions { $overdue ->
    [one] is
   *[other] are
 } overdue and { $today } { $today ->
    [one] is
   *[other] are
 } due today
actions-mine-show = Show my actions
