# Kortkommandon.

keys-heading = Kortkommandon
keys-pages = Sidor
keys-window = Fönstret
keys-paragraphs = Stycken
keys-text = Text
keys-search-all = Sök i allt
keys-larger = Större text
keys-smaller = Mindre text
keys-usual-size = Vanlig textstorlek
keys-leave = Lämna texten eller fältet
keys-calendar = Kalendern, i ett fält för en dag
keys-help = Den här listan
keys-indent = Flytta in punkten
keys-outdent = Flytta ut punkten
keys-line-break = Ny rad i samma stycke
