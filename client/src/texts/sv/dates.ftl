# Datum och tider. / Dates and times.
date-long = { $day } { $month ->
    [1] januari
    [2] februari
    [3] mars
    [4] april
    [5] maj
    [6] juni
    [7] juli
    [8] augusti
    [9] september
    [10] oktober
    [11] november
   *[12] december
 } { $year }
date-at = { $date }, kl. { $time }
date-from-to = { $date }, kl. { $from }–{ $to }
date-month = { $month ->
    [1] januari
    [2] februari
    [3] mars
    [4] april
    [5] maj
    [6] juni
    [7] juli
    [8] augusti
    [9] september
    [10] oktober
    [11] november
   *[12] december
 }
date-whole-year = hela { $year }
date-weekday = { $weekday ->
    [1] måndag
    [2] tisdag
    [3] onsdag
    [4] torsdag
    [5] fredag
    [6] lördag
   *[7] söndag
 }
date-unreadable = Det går inte att läsa som ett datum. Skriv till exempel 7 februari eller 2027-02-07.
date-unreadable-due = Det går inte att läsa som ett datum. Skriv till exempel 7 februari, 2027-02-07 eller nästa möte.
date-unreadable-time = Det går inte att läsa som en tid. Skriv till exempel 9.00.
date-no-such-day = { $day } { $month } finns inte.
date-no-such-day-in = { $day } { $month } { $year } finns inte.
date-other-weekday = { $date } är en { $weekday }.
date-hint = t.ex. 7 februari 2027
date-due-hint = Datum eller ”nästa möte”
