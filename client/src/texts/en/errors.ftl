# Texts: errors.
