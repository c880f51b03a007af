"""Two windows write together, lose the relay, lose the network, and come back: told step by step.

Reads in one window what was typed in the other, and holds the status line against the truth at each step.
Started by `run`, which brings the display. Exits with 0 only if everything was seen to hold.
"""

import os
import sys
import tempfile
import time
import traceback

from programs import ROOT, Failure, Person, Proxy, Relay, programs_of
from window import Window, picture, set_the_stage

SAMPLE = os.path.join(ROOT, "shared", "samples", "natverksmote.md")
TITLE = "Socialchefsnätverket nordväst"

SAVED, SAVING = "Sparat på den här datorn", "Sparar …"
AT_RELAY = "Hos reläet"
WITH_ALL, WITH_NONE = "Hos 1 av 1 kollega", "Hos 0 av 1 kollega"
GREEN = [SAVED, AT_RELAY, WITH_ALL]
WAITS = "Ändringar väntar på att skickas"

# The promise for a network that swallows bytes, in seconds; and what any other step may take.
OFFLINE_WITHIN = 45
PATIENCE = 60


class Story:
    """The two windows, and the time since the beginning."""

    def __init__(self, out):
        self.out, self.began, self.pictures = out, time.monotonic(), 0
        self.windows = []

    def holds(self, what, is_so, detail=""):
        if not is_so:
            raise Failure(f"{what} {detail}")
        print(f"{time.monotonic() - self.began:6.1f} s  ok  {what}", flush=True)

    def until(self, what, reached, within=PATIENCE, never=None):
        """Waits until something holds, and says how long it took. `never` must not hold before that."""
        start = time.monotonic()
        while not reached():
            if never is not None and (wrong := never()):
                raise Failure(f"before {what}: {wrong}")
            if time.monotonic() - start > within:
                raise Failure(f"not within {within} s: {what}")
            time.sleep(0.1)
        took = time.monotonic() - start
        self.holds(f"{what} ({took:.1f} s)", True)
        return took

    def picture(self, name):
        self.pictures += 1
        picture(os.path.join(self.out, f"{self.pictures:02}-{name}.png"))

    def until_equal(self, what):
        a, b = self.windows
        self.until(f"{what}: body, header and actions are equal", lambda: a.everything() == b.everything())

    def until_green(self, what):
        for each in self.windows:
            self.until(f"{what}: {each.name} says {' – '.join(GREEN)}", lambda: each.status() == GREEN)


def says_offline(window):
    return any(step.startswith("Offline") for step in window.status())


def waiting(window):
    """Whether the window says that something waits to be sent."""
    return any(WAITS in step for step in window.status())


def claims(window, *words):
    """What of `words` the window says, as a complaint; None if nothing."""
    said = window.status()
    return next((f"{window.name} says {said}" for word in words if word in said), None)


def prepare(programs, data):
    """With the commands: a network, the sample minutes shared in it, and a colleague who joins through a proxy."""
    client, relay_program = programs
    relay = Relay(relay_program, os.path.join(data, "relay"))
    proxy = Proxy(relay.address)
    asa = Person(client, os.path.join(data, "a"), "Åsa Björkegren", "Bjuv")
    henrik = Person(client, os.path.join(data, "b"), "Henrik Öhrn", "Åstorp")
    asa.run("workspace", "new", "Socialchefer nordväst", "--relay", f"http://{relay.address}", *asa.me)
    doc = asa.run("import", SAMPLE)["documents"][0]["id"]
    link = asa.run("invite")["link"]
    asa.run("share", doc)
    asa.run("sync", "--until-caught-up")
    henrik.run("join", link.replace(relay.address, proxy.address), *henrik.me)
    henrik.run("sync", "--until-caught-up")
    if [each["id"] for each in henrik.run("list")] != [doc]:
        raise Failure("the colleague has not got the shared minutes")
    return relay, proxy, asa, henrik, doc


def open_both(story, asa, henrik):
    for person, name, left in [(asa, "A", 0), (henrik, "B", 1370)]:
        story.windows.append(Window(person, name, left))
    a, b = story.windows
    for each in story.windows:
        row = f"{TITLE}, 12 mars 2027 · delad"
        story.until(f"{each.name} lists the meeting", lambda: each.find("toggle button", row) is not None)
    story.picture("lists")
    for each in story.windows:
        each.press("toggle button", row)
        story.until(f"{each.name} shows the text", lambda: "Läggs till handlingarna" in (each.body() or ""))
    for name in ("Närvaro", "Åtgärder"):
        story.holds(f"a screen reader hears the heading {name}", a.find("heading", name) is not None)
    story.until_equal("opened")
    story.until_green("opened")
    story.picture("both-open")
    return a, b


def live(story, a, b):
    text = "Åsa skrev: på ön växer äpplen."
    a.write_body(text)
    a.keys("Return")
    story.until("what A typed is in B", lambda: text + "\n" in b.body(), 5)
    b.write_body("Öhrn svarade: det gör de, även i år. ")
    story.until("what B typed is in A", lambda: "även i år." in a.body(), 5)
    a.write_field("Plats", "Höganäs, Sjöcrona, rum Öresund")
    story.until("A's place is in B", lambda: b.text("Plats") == "Höganäs, Sjöcrona, rum Öresund", 5)
    add_action(a, "Samla in årets nyckeltal", "Henrik Öhrn, Åsa Björkegren", "2027-04-09")
    row = ("Samla in årets nyckeltal", ["Henrik Öhrn", "Åsa Björkegren"], "9 april 2027", False)
    story.until("A's action is in B's table", lambda: row in b.actions(), 5)
    b.tick("Samla in årets nyckeltal")
    story.until("B's tick is in A", lambda: (*row[:3], True) in a.actions(), 5)
    story.until_equal("live")
    story.until_green("live")
    story.picture("written-together")
    honest_while_typing(story, a, b)


def add_action(window, text, owners, due):
    for name, value in [("Ny åtgärd", text), ("Ansvariga", owners), ("Senast", due)]:
        window.write_field(name, value)
    window.click(window.need("push button", "Lägg till åtgärd"))


def honest_while_typing(story, a, b):
    """A says that the colleague has it: then it is there."""
    for n in range(5):
        word = f"ord{n}"
        a.write_body(word + " ")
        story.until(f"A shows {word}", lambda: word in a.body(), 5)
        story.until("A is green again", lambda: a.status() == GREEN, 15)
        # The colleague's disk has it; the colleague's next frame shows it.
        story.until(f"and B shows {word}", lambda: word in b.body(), 1.5)


def relay_loss(story, relay, a, b):
    relay.kill()
    for each in (a, b):
        story.until(f"relay killed: {each.name} says offline", lambda: says_offline(each), OFFLINE_WITHIN)
    story.picture("relay-killed")
    a.write_body("Utan relä hos Åsa. ")
    b.write_body("Utan relä hos Henrik. ")
    story.holds("typing goes on", "Utan relä hos Åsa." in a.body() and "Utan relä hos Henrik." in b.body())
    add_action(b, "Boka lokal i Båstad", "Henrik Öhrn", "nästa möte")
    story.until("B's action is in B's table", lambda: "Boka lokal i Båstad" in [it[0] for it in b.actions()], 5)
    a.tick("Samla in årets nyckeltal")
    b.tick("Boka lokal i Båstad")
    b.write_field("Slutar", "12.30")
    for each in (a, b):
        false = lambda: claims(each, AT_RELAY, WITH_ALL)
        story.until(f"{each.name} says that changes wait", lambda: waiting(each), 10, never=false)
        story.until(f"{each.name} has saved them", lambda: SAVED in each.status(), 10, never=false)
        print(f"          {each.name}: {' – '.join(each.status())}")
    story.picture("both-wrote-without-relay")
    relay.start()
    story.until_equal("relay back")
    story.until_green("relay back")
    rows = {row[0]: row for row in a.actions()}
    story.holds("both ticks are there", (rows["Samla in årets nyckeltal"][3], rows["Boka lokal i Båstad"][3]) == (False, True))
    story.holds("both texts are there", "Utan relä hos Åsa." in b.body() and "Utan relä hos Henrik." in a.body())
    story.holds("the time is there", a.text("Slutar") == "12.30")
    story.picture("relay-back")


def go_offline(story, a, b):
    b.click(b.need("push button", "Gå offline"))
    story.until("B went offline", lambda: says_offline(b), 5)
    a.write_body("Ensam kvar hos reläet. ")
    b.write_body("På tåget till Örkelljunga. ")
    story.until("A is at the relay, not with B", lambda: a.status() == [SAVED, AT_RELAY, WITH_NONE], 10,
                never=lambda: claims(a, WITH_ALL) if "Ensam kvar hos reläet." in a.body() else None)
    story.until("B says that changes wait", lambda: waiting(b), 10, never=lambda: claims(b, AT_RELAY, WITH_ALL))
    story.picture("b-went-offline")
    b.click(b.need("push button", "Gå online"))
    story.until_equal("B online again")
    story.until_green("B online again")
    story.holds("both texts are there", "Örkelljunga." in a.body() and "Ensam kvar" in b.body())
    story.picture("b-online-again")


def train(story, proxy, a, b):
    """The proxy swallows bytes and closes nothing."""
    proxy.swallow()
    start = time.monotonic()
    b.write_body("I tunneln under Hallandsåsen. ")
    a.write_body("Ovan jord. ")
    false = lambda: claims(b, AT_RELAY, WITH_ALL) or claims(a, WITH_ALL)
    story.until("B says that changes wait", lambda: waiting(b), 5, never=false)
    story.until("B says offline", lambda: says_offline(b), OFFLINE_WITHIN, never=false)
    took = time.monotonic() - start
    story.holds(f"offline is said {took:.1f} s after the bytes began to vanish", took <= OFFLINE_WITHIN)
    story.picture("b-swallowed")
    b.write_body("Fortfarande i tunneln. ")
    story.holds("typing goes on", "Fortfarande i tunneln." in b.body())
    story.holds("B goes on saying offline while it tries again", says_offline(b), b.status())
    proxy.let_go()
    start = time.monotonic()
    story.until_equal("out of the tunnel")
    story.until_green("out of the tunnel")
    print(f"          recovered by itself {time.monotonic() - start:.1f} s after the network came back")
    story.holds("both texts are there", "Fortfarande i tunneln." in a.body() and "Ovan jord." in b.body())
    story.picture("b-out-of-the-tunnel")


def tell(story, programs, data):
    relay, proxy, asa, henrik, _ = prepare(programs, data)
    try:
        a, b = open_both(story, asa, henrik)
        live(story, a, b)
        relay_loss(story, relay, a, b)
        go_offline(story, a, b)
        train(story, proxy, a, b)
    except BaseException:
        look_back(story)
        raise
    finally:
        for each in story.windows:
            each.quit()
        relay.kill()


def look_back(story):
    """After a failure: a picture, and all that both windows said."""
    story.picture("failed")
    for each in story.windows:
        with open(os.path.join(story.out, f"failed-{each.name}.txt"), "w", encoding="utf-8") as file:
            file.write(each.outline())


def main():
    out, *given = sys.argv[1:]
    os.makedirs(out, exist_ok=True)
    story = Story(out)
    try:
        set_the_stage()
        with tempfile.TemporaryDirectory(prefix="samskriv-window-") as data:
            tell(story, programs_of(given), data)
    except Failure as failure:
        print(f"{time.monotonic() - story.began:6.1f} s  NOT {failure}", flush=True)
        return 1
    except Exception:
        traceback.print_exc()
        return 1
    print("everything held")
    return 0


if __name__ == "__main__":
    sys.exit(main())
