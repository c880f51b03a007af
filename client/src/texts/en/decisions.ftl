# Decisions: those of all meetings on one page.
decisions-filter-text = Search the decisions
decisions-filter-year = Year
decisions-filter-year-all = All years
decisions-count = { $shown } of { $all }
decisions-count-name = { $shown } of { $all } decisions are shown
decisions-show-all = Show all
decisions-none = There are no decisions here yet. Begin a line of a meeting with “Decision: ” and it stands here.
decisions-none-match = No decision fits what you chose. Choose “Show all” to see all.
decisions-open-at = { $text } Show in { $place }
decisions-copy = Copy
decisions-copied = Copied
decisions-copy-name = Copy the decision: { $text }
decisions-copied-name = Copied: { $text }
decisions-copy-text = Decision: { $text } ({ $place })
