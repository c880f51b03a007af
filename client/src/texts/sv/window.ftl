# Texts: window.
