"""The programs and the network between them: the relay, the commands, and a proxy that can swallow bytes."""

import json
import os
import signal
import socket
import subprocess
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Failure(Exception):
    """A check did not hold."""


class Relay:
    """A relay process, on a port that the system chooses first and that it keeps afterwards."""

    def __init__(self, program, data):
        self.program, self.data, self.address = program, data, "127.0.0.1:0"
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [self.program, "--data", self.data, "--listen", self.address, "--open"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        line = self.process.stdout.readline().strip()
        if not line.startswith("listening on "):
            raise Failure(f"the relay says {line!r}")
        self.address = line.removeprefix("listening on ")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Person:
    """Somebody with a data directory."""

    def __init__(self, program, data, name, municipality):
        self.program, self.data = program, data
        self.me = ["--me", name, "--municipality", municipality, "--title", "Socialchef"]

    def run(self, *words):
        """A command's answer. The window must be closed meanwhile: one process has the directory."""
        command = [self.program, "--data", self.data, "--json", *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise Failure(f"{' '.join(words)}: exit {done.returncode}: {done.stderr.strip()}")
        return json.loads(done.stdout) if done.stdout.strip() else None


class Proxy:
    """Forwards to one address. While it swallows, bytes vanish both ways and nothing is closed, as on a train."""

    def __init__(self, target):
        self.target = target
        self.swallows = False
        self.sockets = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def swallow(self):
        self.swallows = True

    def let_go(self):
        """Bytes pass again, on new connections: a stream with a hole in it is of no use to anyone."""
        self.swallows = False
        sockets, self.sockets = self.sockets, []
        for each in sockets:
            close(each)

    def _accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client):
        host, port = self.target.split(":")
        try:
            relay = socket.create_connection((host, int(port)), timeout=5)
        except OSError:
            close(client)
            return
        relay.settimeout(None)
        self.sockets += [client, relay]
        threading.Thread(target=self._pump, args=(relay, client), daemon=True).start()
        self._pump(client, relay)

    def _pump(self, source, sink):
        try:
            while data := source.recv(1 << 16):
                if not self.swallows:
                    sink.sendall(data)
        except OSError:
            pass
        close(source)
        close(sink)


def close(each):
    """Ends a connection, also one that another thread reads from."""
    try:
        each.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    each.close()


def programs_of(given):
    """The paths of client and relay: those given, else those of a debug build."""
    target = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target")), "debug")
    names = given + [os.path.join(target, name) for name in ("samskriv", "samskriv-relay")][len(given):]
    for name in names:
        if not os.access(name, os.X_OK):
            raise Failure(f"{name} is not there: cargo build -p samskriv-client -p samskriv-server")
    return [os.path.abspath(name) for name in names]
