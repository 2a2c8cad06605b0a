"""Holes of accounts: sign-ins, sessions, cookies, addresses, limits."""

import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from email.message import Message

from .site import NOW, PASSWORD, Site
from .world import LOGIN, World, sign_in

ME = "{ me { username } }"
STAFF = f"root-{NOW}"


def right_passwords(world: World) -> str:
    """Eight connections that sign in with one right password, for five seconds."""
    until = time.monotonic() + 5

    def again(_: int) -> "Counter[str]":
        said: Counter[str] = Counter()
        while time.monotonic() < until:
            said[sign_in(world.site, world.mallory)] += 1
        return said

    with ThreadPoolExecutor(9) as threads:
        attack = threads.map(again, range(8))
        began = time.perf_counter()
        answer = sign_in(world.site, world.circle[0], bystander=True)
        own = time.perf_counter() - began
        counts: Counter[str] = sum(attack, Counter())
    said = ", ".join(f"{count} × {what}" for what, count in counts.most_common())
    return f"{said}; a bystander's sign-in meanwhile: {answer} after {own * 1000:.0f} ms"


def admin_session(world: World) -> str:
    """A session of the admin, a token and cookies, after `logoutEverywhere`."""
    site = world.site
    site.manage(
        *("createsuperuser", "--noinput", f"--username={STAFF}", f"--email={STAFF}@example.com"),
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )
    cookie = _admin_cookie(site)
    login = f'mutation {{ login(username: "{STAFF}", password: "{PASSWORD}") {{ token }} }}'
    token = site.data(login)["login"]["token"]
    before = site.send("GET", "/admin/", Cookie=cookie).status
    rest = site.ask(
        'mutation { logoutEverywhere { ok } createPost(content: "Later.") { post { id } } }',
        Authorization=f"Bearer {token}",
    )
    after = site.send("GET", "/admin/", Cookie=cookie).status
    old = site.ask(ME, Authorization=f"Bearer {token}")
    return f"admin {before} → {after}; rest of the document {rest}; old token {old}"


def _admin_cookie(site: Site) -> str:
    """The cookies of somebody who has signed in to the admin."""
    page = site.send("GET", "/admin/login/")
    [token] = re.findall(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)[:1]
    cookies = _cookies(page.headers)
    body = f"csrfmiddlewaretoken={token.decode()}&username={STAFF}&password={PASSWORD}"
    done = site.send(
        "POST",
        "/admin/login/?next=/admin/",
        body,
        Cookie=cookies,
        Content_Type="application/x-www-form-urlencoded",
        Referer=f"{site.origin}/admin/login/",
        Origin=site.origin,
    )
    assert done.status == 302, done
    return _cookies(done.headers)


def _cookies(headers: Message) -> str:
    """The cookies that an answer sets, as they are sent again."""
    return "; ".join(each.partition(";")[0] for each in headers.get_all("Set-Cookie", ()))


def lookalike(world: World) -> str:
    """A cookie that a subdomain can set."""
    said = []
    for name in ("\xa0__Host-access", "__Host-access\xa0", "__host-access"):
        answer = world.site.ask(ME, Cookie=f"{name}={world.mallory.token}", Session_Mode="cookie")
        said.append("SIGNED IN" if b"mallory" in answer.body else f"{answer} `me: null`")
    return ", ".join(sorted(set(said)))


def mapped_addresses(world: World) -> str:
    """Spellings of a taken address that IDNA maps onto it."""
    said: Counter[str] = Counter()
    vera = world.vera.name
    for number, email in enumerate(
        (f"{vera}@ｅxample.com", f"{vera}@EXAMPLE。com", f'"{vera}"@example.com')
    ):
        try:
            world.site.sign_up(f"lookalike{number}", email=email)
            said["MADE"] += 1
        except AssertionError as refused:
            said["taken" if "already in use" in str(refused) else str(refused)[:60]] += 1
    return ", ".join(f"{count} × {what}" for what, count in said.items())


def foreign_origin(world: World) -> str:
    """A page of another origin that signs a browser in."""
    answer = world.site.ask(
        LOGIN,
        {"n": world.mallory.name, "p": PASSWORD},
        Origin="https://evil.example.com",
        Session_Mode="cookie",
    )
    cookies = "COOKIES" if "Set-Cookie" in answer.headers else "no cookies"
    return f"{answer}, {cookies}"


def signup_limit(world: World) -> str:
    """Eleven attempts with a bystander's e-mail address, who then signs up."""
    query = (
        f'mutation {{ signup(username: "x", email: "nadia-{NOW}@example.com", password: "y") '
        "{ token } }"
    )
    said = Counter(str(world.site.ask(query)) for _ in range(12))
    counts = ", ".join(f"{count} × {what}" for what, count in said.items())
    try:
        world.site.sign_up("nadia", bystander=True)
    except AssertionError as refused:
        return f"{counts}; THE BYSTANDER: {refused}"
    return f"{counts}; the bystander signs up"
