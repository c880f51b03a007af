# The yearly plan.
plan-show-year = Show { $year }
plan-this-year = To this year
plan-new-theme = New theme
plan-new-event = New event
plan-themes = Themes { $year }
plan-nothing-yet = Nothing is planned for { $year } yet. Begin with New theme: what the network is to work with, when, and who answers for it. Meetings join by themselves once they have a date. Courses, conferences and other dates to keep are added with New event.
plan-no-themes-yet = No themes for { $year } yet. Add the first with New theme.
plan-no-themes = No themes for { $year } yet.
plan-no-period = Not planned in time
plan-unnamed = Without a title
plan-change = Change
plan-theme-change-name = Change the theme { $title }
plan-theme-line = Theme: { $title }
plan-responsible-names = Responsible: { $names }
plan-responsible-none = Nobody is responsible yet: two to four usually share a theme.
plan-responsible-few = Only one is responsible: two to four usually share a theme.
plan-responsible-many = More than four are responsible: two to four usually share a theme.
plan-planned-on = Planned meeting { $date }

## The months
plan-today = today, { $day }
plan-leaf = { $month }, weeks { $first } to { $last }
plan-weekdays = M T W T F S S
plan-week = w. { $week }
plan-day = { $weekday ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
 } { $day }/{ $month }
plan-clock = { $time }
plan-meeting = meeting
plan-planned-meeting = Planned meeting
plan-announced = announced in the last meeting
plan-planned = no minutes yet
plan-event = event

## The dialogs
plan-save = Save
plan-remove-sure = It is removed for everybody in the network.
plan-remove-yes = Yes, remove
plan-theme-change = Change theme
plan-theme-remove = Remove the theme
plan-theme-title = Theme
plan-theme-about = What it is about
plan-when-year = All year
plan-when-months = Some months
plan-when-unplanned = Not planned in time
plan-when-of = Year
plan-when-first = From
plan-when-last = To
plan-responsible = Responsible ({ $n })
plan-responsible-find = Search among the members
plan-theme-meetings = Meetings where the theme is up
plan-unknown-meeting = A meeting that is not on this computer
plan-planned-day = Day of a planned meeting
plan-planned-add = Add the day
plan-event-change = Change event
plan-event-remove = Remove the event
plan-event-title = Event
plan-event-from = Begins
plan-event-to = Ends
plan-event-to-hint = Not needed
plan-event-before = It cannot end before it begins.
plan-moment-hint = e.g. 7 February 9:00

## Two people wrote different things in …
plan-conflict-period = the time of “{ $title }”
plan-conflict-from = the beginning of “{ $title }”
plan-conflict-to = the end of “{ $title }”
plan-conflict-place = the place of “{ $title }”
