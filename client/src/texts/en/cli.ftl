# Texts: cli.
