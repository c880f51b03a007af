# The search.
search-field = Search the whole network
search-hint = Words, names or “a phrase”
search-nothing-typed = Everything of the network is here: the text of its meetings, decisions, actions, attendance and places, members, the themes of the yearly plan and events.
search-working = Searching …
search-nothing-found = Nothing found.
search-rules = All words have to be in the same meeting. Capital and small letters are alike, but a is not å. A part of a word will do; between quotation marks words are found exactly as they stand. What lies in the trash is not searched.
search-found = { $n ->
    [0] No meetings, but this:
    [one] Found in 1 meeting
   *[other] Found in { $n } meetings
 }
search-found-first = Found in { $n } meetings. The first { $shown } are shown: type more words to find the right one.
search-of-network = Members and yearly plan
search-actions-of-none = Actions of no meeting
search-more = … and { $n ->
    [one] 1 more
   *[other] { $n } more
 }
search-more-in-meeting = … and { $n ->
    [one] 1 more in the meeting
   *[other] { $n } more in the meeting
 }
search-meeting = Open the meeting { $title }, { $about }
search-attendee = Attendee
search-municipality = Municipality
search-note = Note
search-paragraph = Text
search-person = Member
search-theme = Theme
search-event = Event
