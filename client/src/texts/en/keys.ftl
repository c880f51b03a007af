# Shortcuts.

keys-heading = Keyboard shortcuts
keys-pages = Pages
keys-window = Window
keys-paragraphs = Paragraphs
keys-text = Text
keys-search-all = Search everything
keys-larger = Larger text
keys-smaller = Smaller text
keys-usual-size = Usual text size
keys-leave = Leave the text or the field
keys-calendar = The calendar, in the field of a day
keys-help = This list
keys-indent = Move the item in
keys-outdent = Move the item out
keys-line-break = New line in the same paragraph
