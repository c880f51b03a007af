"""Makes the README's picture: one window on the sample minutes, everything at the relay and with the colleague."""

import os
import subprocess
import sys
import tempfile
import time

from programs import ROOT, programs_of
from two_windows import GREEN, TITLE, prepare
from window import Window, picture, set_the_stage

FILE = os.path.join(ROOT, "client", "assets", "window.png")
ACTIONS = [
    ("Skicka ut statistiken", ["Ylva Sandström"], "2027-04-09"),
    ("Förbereda temat ”Arbetsmiljö i hemtjänsten”", ["Åsa Björkegren", "Henrik Öhrn"], "2027-04-16"),
    ("Boka lokal till utbildningsdagen", ["Kerstin Almgren"], "nästa möte"),
]


def prepare_actions(asa, henrik, doc):
    ids = []
    for text, owners, due in ACTIONS:
        owner_words = [word for owner in owners for word in ("--owner", owner)]
        ids.append(asa.run("action", "add", doc, text, *owner_words, "--due", due)["id"])
    asa.run("action", "done", ids[0])
    asa.run("sync", "--until-caught-up")
    henrik.run("sync", "--until-caught-up")


def main():
    set_the_stage()
    with tempfile.TemporaryDirectory(prefix="samskriv-window-") as data:
        relay, _, asa, henrik, doc = prepare(programs_of(sys.argv[1:]), data)
        prepare_actions(asa, henrik, doc)
        window = Window(asa, "A", 0, (1280, 800))
        try:
            window.press("toggle button", f"{TITLE}, 12 mars 2027 · delad")
            deadline = time.monotonic() + 30
            while not (window.status() == GREEN and window.actions()):
                if time.monotonic() > deadline:
                    raise SystemExit(f"the window says {window.status()}")
                time.sleep(0.2)
            time.sleep(1)  # The frame that is asked for is the one after.
            os.makedirs(os.path.dirname(FILE), exist_ok=True)
            picture(FILE, window.id)
        finally:
            window.quit()
            relay.kill()
    subprocess.run(["convert", FILE, "-strip", "-colors", "256", FILE], check=True)
    print(f"{FILE}: {os.path.getsize(FILE) // 1024} KB")


if __name__ == "__main__":
    main()
