"""The compose file of production, as an operator starts it: nginx in front of `web`."""

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address, ip_network
from pathlib import Path

import psutil

from tests.docker.transcript.compose import Compose
from tests.docker.transcript.shell import ROOT, run
from tests.ports import held_port

from .site import Site

FILE = "docker/docker-compose.production.yml"


class Production(Site):
    """Containers of the image that IMAGE and TAG name; built where there is none."""

    title = "production compose"
    is_tls = has_proxy = True

    def __init__(self, compose: Compose) -> None:
        self._compose = compose
        networks = compose.inspect("proxy")["NetworkSettings"]["Networks"]
        [network] = networks.values()
        self.host, self.port = network["IPAddress"], 8443
        # From this machine nginx sees the bridge, unless another address is asked for.
        self.attackers = network["Gateway"]
        inside = ip_network(f"{network['Gateway']}/{network['IPPrefixLen']}", strict=False)
        self.bystanders = _own_address(but_not_in=inside)

    def workers(self) -> list[int]:
        """gunicorn's, of the container `web`."""
        init = psutil.Process(self._compose.inspect("web")["State"]["Pid"])
        [master] = init.children()
        return [worker.pid for worker in master.children()]

    def log(self) -> str:
        """Of `web`."""
        return self._compose("logs", "--no-color", "--no-log-prefix", "web")

    def manage(self, *arguments: str, **environ: str) -> str:
        """Run in a container of its own."""
        named = [word for name, text in environ.items() for word in ("-e", f"{name}={text}")]
        return self._compose("run", "--rm", "-T", *named, "manage", *arguments)


def _own_address(*, but_not_in: object) -> str:
    """An address of this machine that no container shares. Raises LookupError without one."""
    for name, addresses in psutil.net_if_addrs().items():
        for each in addresses:
            if each.family != socket.AF_INET or name.startswith(("lo", "docker", "br-", "veth")):
                continue
            assert ip_address(each.address) is not None
            return each.address
    raise LookupError("This machine has no address but those of Docker.")


@contextmanager
def production() -> Iterator[Site]:
    """Everything healthy, in a checkout of its own; gone after the block, volumes too."""
    with tempfile.TemporaryDirectory(prefix="social-graph-") as folder:
        run("git", "clone", "--quiet", "--no-local", str(ROOT), folder)
        os.chmod(folder, 0o755)  # noqa: S103 - the image's user reads the sources
        checkout = Path(folder)
        run("docker/make-secrets", cwd=checkout)
        environ = {
            "HTTPS_PORT": str(held_port()),
            "HTTP_PORT": str(held_port()),
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
        }
        compose = Compose(checkout, FILE, environ)
        try:
            compose("up", "--detach", "--wait")
            yield Production(compose)
        finally:
            compose("--profile", "manage", "down", "--volumes", "--timeout", "20")
