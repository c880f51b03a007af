"""One window, used from outside: keys and clicks by xdotool, what it says by AccessKit (AT-SPI)."""

import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402
import pyatspi  # noqa: E402

from programs import Failure  # noqa: E402

BODY = "Anteckningar"


def set_the_stage():
    """What windows need before they open."""
    # The Swedish layout has å, ä and ö as keys; with another xdotool would change the layout while it types.
    subprocess.run(["setxkbmap", "se"], check=True)
    # AccessKit answers only where somebody listens.
    call = ["gdbus", "call", "--session", "--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus"]
    setting = ["org.a11y.Status", "IsEnabled", "<true>"]
    subprocess.run([*call, "--method", "org.freedesktop.DBus.Properties.Set", *setting],
                   check=True, stdout=subprocess.DEVNULL)


def xdotool(*words):
    return subprocess.run(["xdotool", *map(str, words)], check=True, capture_output=True, text=True).stdout


def picture(path, window="root"):
    subprocess.run(["import", "-silent", "-window", window, path], check=True)


class Window:
    """A running `samskriv` without a command."""

    def __init__(self, person, name, left, size=(1366, 768)):
        self.name = name
        self.process = subprocess.Popen([person.program, "--data", person.data, "--lang", "sv"])
        self.id = self._wait(self._find_window, "no window")
        self.width, self.height = size
        xdotool("windowsize", self.id, *size)
        xdotool("windowmove", self.id, left, 0)
        self.app = self._wait(self._find_app, "AccessKit does not answer")

    def _wait(self, look, complaint):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if (found := look()) is not None:
                return found
            if self.process.poll() is not None:
                raise Failure(f"{self.name}: the window ended with {self.process.returncode}")
            time.sleep(0.2)
        raise Failure(f"{self.name}: {complaint}")

    def _find_window(self):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)],
                               capture_output=True, text=True).stdout.split()
        return found[0] if found else None

    def _find_app(self):
        desktop = pyatspi.Registry.getDesktop(0)
        desktop.set_cache_mask(Atspi.Cache.NONE)
        for app in desktop:
            if app is not None and app.get_process_id() == self.process.pid and app.childCount > 0:
                # What libatspi keeps is as old as its last event, and nothing here listens for events.
                app.set_cache_mask(Atspi.Cache.NONE)
                return app
        return None

    def nodes(self, top=None):
        """Every node, from the top; those that vanish under the reader are left out."""
        todo = [top or self.app]
        while todo:
            node = todo.pop(0)
            try:
                # Asked for once: each answer is a round trip.
                children = [node.get_child_at_index(n) for n in range(node.get_child_count())]
                yield node, node.get_role_name(), node.get_name()
            except GLib.Error:
                continue
            todo = [child for child in children if child is not None] + todo

    def find(self, role, name):
        return next((node for node, its_role, its_name in self.nodes() if (its_role, its_name) == (role, name)), None)

    def need(self, role, name):
        """The node with this role and name."""
        deadline = time.monotonic() + 3
        while (node := self.find(role, name)) is None:
            if time.monotonic() > deadline:
                raise Failure(f"{self.name}: no {role} {name!r}")
        return node

    def texts(self, *names):
        """What stands in fields, by name: one walk for all."""
        return {name: contents(node) for node, role, name in self.nodes() if role == "entry" and name in names}

    def text(self, name):
        """What stands in a field."""
        return self.texts(name).get(name)

    def body(self):
        return self.text(BODY)

    def press(self, role, name):
        """A click as an assistive program does it."""
        self.need(role, name).get_action_iface().do_action(0)

    def click(self, node, at_left=False):
        """A click of the mouse, into the middle or near the upper left corner."""
        box = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        x, y = (box.x + 8, box.y + 8) if at_left else (box.x + box.width // 2, box.y + box.height // 2)
        if not (0 <= x < self.width and 0 <= y < self.height):
            raise Failure(f"{self.name}: {node.get_name()!r} is out of sight at {x}, {y}")
        xdotool("windowfocus", "--sync", self.id)
        xdotool("mousemove", "--window", self.id, x, y)
        time.sleep(0.15)
        xdotool("click", 1)
        time.sleep(0.25)

    def keys(self, *keys):
        xdotool("key", "--delay", 40, *keys)
        time.sleep(0.1)

    def type(self, text):
        """Keys to whatever has the focus in this window."""
        xdotool("windowfocus", "--sync", self.id)
        xdotool("type", "--delay", 40, text)

    def write_body(self, text):
        """Types at the beginning of the third line, the first that is no heading. Not at the end: an action
        that was added stands there."""
        self.click(self.need("entry", BODY), at_left=True)
        self.keys("ctrl+Home", "Down", "Down", "Home")
        self.type(text)

    def write_field(self, name, text):
        """Types over what stands in a field of one line."""
        self.click(self.need("entry", name))
        self.keys("ctrl+a")
        self.type(text)

    def status(self):
        """The status line's words, from left to right."""
        line = next((node for node, role, _ in self.nodes() if role == "status bar"), None)
        said = [(role, name) for _, role, name in self.nodes(line)] if line else []
        ways = ("Gå offline", "Gå online", "Försök igen nu")
        return [name for role, name in said if role in ("label", "push button", "toggle button") and name not in ways]

    def actions(self):
        """The table: text, owners in the alphabet's order, date and whether it is ticked, in order of the texts."""
        ticks, fields = {}, {}
        for node, role, name in self.nodes():
            kind, _, text = name.partition(": ")
            if role == "check box" and kind == "Klar":
                ticks[text] = node.get_state_set().contains(Atspi.StateType.CHECKED)
            elif role == "entry" and kind in ("Åtgärd", "Ansvariga", "Senast"):
                fields[kind, text] = contents(node)
        owners = lambda text: sorted((fields.get(("Ansvariga", text)) or "").split(", "))
        return [(text, owners(text), fields.get(("Senast", text)), ticks[text]) for text in sorted(ticks)]

    def tick(self, text):
        self.press("check box", f"Klar: {text}")

    def everything(self):
        """What must be equal in two windows that show the same meeting."""
        header = ("Titel", "Datum", "Börjar", "Slutar", "Plats", "Sekreterare")
        return self.texts(BODY, *header) | {"actions": self.actions()}

    def outline(self):
        """All that assistive programs hear, for a look after a failure."""
        return "\n".join(f"{role} {name!r} {contents(node)!r}" for node, role, name in self.nodes())

    def quit(self):
        """As the desktop's close button does it."""
        self.process.terminate()
        self.process.wait(20)


def contents(node):
    try:
        text = node.get_text_iface()
        return None if text is None else Atspi.Text.get_text(text, 0, -1)
    except GLib.Error:
        return None
