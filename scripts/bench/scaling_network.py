"""A star of hosts on one machine: network namespaces at a switch, on links of a given speed."""
import os
import re
import subprocess
import sys
import time

ADDRESS = "10.77.0.1"
PREFIX = "chorus-bench"


def command(*words):
    """Runs a command; one that fails ends the study."""
    result = subprocess.run(words, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"scaling: '{' '.join(words)}' failed: {result.stderr.strip()}")
    return result.stdout


class Star:
    """The coordinator's namespace and one for each worker, each at a bridge in a namespace of its own by a pair of
    virtual interfaces. With them everything else goes: nothing is added to the machine's own network."""

    def __init__(self, workers):
        self.prefix = f"{PREFIX}-{os.getpid()}"
        self.hosts = ["coordinator", *(f"w{number}" for number in range(1, workers + 1))]
        self.switch = f"{self.prefix}-switch"

    def __enter__(self):
        self.remove_left_behind()
        try:
            self.make()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_):
        self.remove()

    def namespace(self, host):
        return f"{self.prefix}-{host}"

    def inside(self, host, words):
        """A command line that runs `words` on a host."""
        return ["ip", "netns", "exec", self.namespace(host), *words]

    def make(self):
        command("ip", "netns", "add", self.switch)
        command("ip", "-n", self.switch, "link", "add", "bridge", "type", "bridge")
        command("ip", "-n", self.switch, "link", "set", "bridge", "up")
        for number, host in enumerate(self.hosts):
            name = self.namespace(host)
            command("ip", "netns", "add", name)
            peer = ["peer", "name", host, "netns", self.switch]
            command("ip", "-n", name, "link", "add", "uplink", "type", "veth", *peer)
            command("ip", "-n", self.switch, "link", "set", host, "master", "bridge", "up")
            address = ADDRESS if number == 0 else f"10.77.1.{number}"
            command("ip", "-n", name, "address", "add", f"{address}/16", "dev", "uplink")
            command("ip", "-n", name, "link", "set", "lo", "up")
            command("ip", "-n", name, "link", "set", "uplink", "up")
            # The same on every machine: what is nearest to the usual cubic and may be chosen in any namespace.
            command(*self.inside(host, ["sysctl", "-qw", "net.ipv4.tcp_congestion_control=reno"]))

    def shape(self, gigabits):
        """Lets each link carry so many Gbit/s each way: what leaves the host, and what the switch sends to it. A queue
        holds 16 MB, as much as a switch may have, so that 32 workers who send at once lose little."""
        for host in self.hosts:
            for namespace, device in [(self.namespace(host), "uplink"), (self.switch, host)]:
                command(
                    "tc", "-n", namespace, "qdisc", "replace", "dev", device, "root", "tbf", "rate", f"{gigabits}gbit",
                    "burst", "256kb" if gigabits <= 1 else "2mb", "limit", "16mb")

    def stream_rate(self, seconds=2):
        """Gbit/s of one plain TCP stream from the first worker to the coordinator: what the links really carry."""
        receiver = (
            "import socket, time\n"
            f"listener = socket.create_server(('{ADDRESS}', 7071)); peer, _ = listener.accept()\n"
            "buffer = bytearray(1 << 20); total = 0; peer.recv_into(buffer); start = time.monotonic()\n"
            "while count := peer.recv_into(buffer): total += count\n"
            "print(total * 8e-9 / (time.monotonic() - start))\n")
        sender = (
            "import socket, time\n"
            f"peer = socket.create_connection(('{ADDRESS}', 7071)); data = bytes(1 << 20)\n"
            f"end = time.monotonic() + {seconds}\n"
            "while time.monotonic() < end: peer.sendall(data)\n")
        listening = subprocess.Popen(
            self.inside("coordinator", [sys.executable, "-c", receiver]), stdout=subprocess.PIPE, text=True)
        try:
            time.sleep(0.5)
            command(*self.inside("w1", [sys.executable, "-c", sender]))
            return float(listening.communicate(timeout=60)[0])
        finally:
            listening.kill()
            listening.communicate()

    def remove(self):
        for name in [self.switch, *map(self.namespace, self.hosts)]:
            subprocess.run(["ip", "netns", "delete", name], stderr=subprocess.DEVNULL)

    @staticmethod
    def remove_left_behind():
        """Removes the namespaces of a study that was killed."""
        for name in re.findall(rf"^{PREFIX}-\d+-\w+", command("ip", "netns", "list"), re.MULTILINE):
            if not os.path.exists(f"/proc/{name.split('-')[2]}"):
                command("ip", "netns", "delete", name)
