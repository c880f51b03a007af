# Dates and times.
date-long = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
 } { $year }
date-at = { $date }, { $time }
date-from-to = { $date }, { $from }–{ $to }
date-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
 }
date-whole-year = all of { $year }
date-weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
 }
date-unreadable = That cannot be read as a date. Write for example 7 February or 2027-02-07.
date-unreadable-due = That cannot be read as a date. Write for example 7 February, 2027-02-07 or next meeting.
date-unreadable-time = That cannot be read as a time. Write for example 9:00.
date-no-such-day = There is no { $day } { $month }.
date-no-such-day-in = There is no { $day } { $month } { $year }.
date-other-weekday = { $date } is a { $weekday }.
date-hint = e.g. 7 February 2027
date-due-hint = Date or “next meeting”
