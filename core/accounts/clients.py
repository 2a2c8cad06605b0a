"""Who asks for a session: the client's address and program, and what is kept of both."""

import re
from dataclasses import dataclass
from ipaddress import ip_interface

MAX_USER_AGENT_LENGTH = 1_000
# The parts of an address that say which network, not which customer of it.
IPV4_PREFIX, IPV6_PREFIX = 24, 48

# Found in this order: most programs name others that they are like.
_BROWSERS = (
    ("Edge", r"\bEdg(?:e|A|iOS)?/"),
    ("Opera", r"\bOPR/|\bOpera\b"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\bFirefox/|\bFxiOS/"),
    ("Chrome", r"\bChrome/|\bCriOS/|\bHeadlessChrome/"),
    ("Safari", r"\bSafari/"),
    ("curl", r"\bcurl/"),
    ("Python", r"\bpython\b|\bPython-urllib/|\bpython-requests/"),
    ("Node.js", r"\bnode\b|\bundici\b"),
)
_SYSTEMS = (
    ("iOS", r"\biPhone\b|\biPad\b|\biPod\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("macOS", r"\bMac OS X\b|\bMacintosh\b"),
    ("Linux", r"\bLinux\b|\bX11\b"),
)


@dataclass(frozen=True, slots=True)
class Client:
    """What a request says of its client; the address is as far as it can be trusted."""

    address: str
    user_agent: str = ""

    @property
    def device(self) -> str:
        """Browser and system, as `Firefox on Linux`; what is known of them, or nothing."""
        text = self.user_agent[:MAX_USER_AGENT_LENGTH]
        return " on ".join(filter(None, (_first(_BROWSERS, text), _first(_SYSTEMS, text))))

    @property
    def place(self) -> str:
        """The network of the address: /24 of IPv4, /48 of IPv6; empty where there is none."""
        if not self.address:
            return ""
        address = ip_interface(self.address).ip
        prefix = IPV4_PREFIX if address.version == 4 else IPV6_PREFIX
        return str(ip_interface(f"{address}/{prefix}").network)


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, text)), "")
