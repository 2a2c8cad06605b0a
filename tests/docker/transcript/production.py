"""The compose file of production: hardening, deaths, backup and restore, pictures on S3."""

import hashlib
import json
import os
import re
from pathlib import Path

import boto3
import requests
from moto.server import ThreadedMotoServer

from tests.buckets import BUCKET, FOR_ALL_TO_READ
from tests.ports import held_port

from .compose import Compose
from .deaths import SERVICES, crashes, kills
from .journey import POST, Journey, picture
from .shell import Clock, run, table

FILE = "docker/docker-compose.production.yml"
TITLE = "Production: hardened, killed, backed up, restored"
TABLES = ("core_user", "core_post", "core_comment", "core_notification", "core_postimage")
BACKUP = "/srv/backups/monday.backup"
SENTENCE = re.compile(r"(?:Backed up|Wrote|Compared) [^\n━]*\.")


def production(checkout: Path) -> str:
    """The result of `docker compose -f docker/docker-compose.production.yml up --detach --wait`."""
    port = held_port()
    secrets = checkout / "docker" / "secrets"
    run("docker/make-secrets", cwd=checkout)
    compose = Compose(
        checkout,
        FILE,
        {
            "IMAGE": "social-graph",
            "TAG": "transcript",
            "HTTPS_PORT": str(port),
            "HTTP_PORT": str(held_port()),
            "ALLOWED_HOSTS": "localhost",
        },
    )
    try:
        compose("build")
        # Nobody else believes the certificate that `make-secrets` has made up.
        os.environ["REQUESTS_CA_BUNDLE"] = str(secrets / "tls_certificate")
        return _tried(compose, secrets, f"https://localhost:{port}")
    finally:
        compose("--profile", "manage", "down", "--volumes", "--timeout", "20")


def _tried(compose: Compose, secrets: Path, address: str) -> str:
    clock = Clock()
    compose("up", "--detach", "--wait")
    parts = [
        f"`docker/make-secrets` and `up --detach --wait`, from nothing: healthy after **{clock}**."
    ]
    journey = Journey(address, {})
    parts += [
        table(["a journey over HTTP", "answer"], journey.what),
        _in_front(compose, journey),
        _hardening(compose, secrets),
    ]
    parts.append(crashes(compose, journey))
    parts += [kills(compose, journey), KILLED_BY_HAND]
    parts += [_down_and_up(compose, journey), _restored(compose, journey)]
    parts.append(_on_s3(compose, secrets, journey))
    return "\n\n".join(parts)


KILLED_BY_HAND = (
    "What is killed by `docker kill` stays down by Docker's own rule, until `up` or `start`: it "
    "takes that for somebody's wish, under `restart: always` just as under `unless-stopped`. What "
    "crashes comes back by itself. Kubernetes replaces both."
)


def _in_front(compose: Compose, journey: Journey) -> str:
    """What nginx answers by itself, and what it keeps from `web`."""
    plain = f"http://localhost:{compose.env['HTTP_PORT']}/graphql/"
    url = journey.image["url"]
    asked = {
        "`/graphql/` without TLS": requests.get(plain, timeout=10, allow_redirects=False),
        "`/metrics`": requests.get(f"{journey.address}/metrics", timeout=10),
        "a picture, its first 10 bytes": requests.get(
            url, headers={"Range": "bytes=0-9"}, timeout=10
        ),
        "a body of 2 MB that is no form": requests.post(
            f"{journey.address}/admin/login/", data=bytes(2_000_000), timeout=10
        ),
    }
    rows = [(what, answer.status_code, answer.headers["Server"]) for what, answer in asked.items()]
    _, open_to = compose.attempt("port", "web", "8000")
    return (
        table(["nginx in front", "answer", "by"], rows)
        + f"\n\n`docker compose port web 8000`: `{open_to.strip() or 'nothing'}`."
    )


def _hardening(compose: Compose, secrets: Path) -> str:
    values = [file.read_text().strip() for file in secrets.iterdir()]
    rows = []
    for service in SERVICES:
        found = compose.inspect(service)
        host = found["HostConfig"]
        open_to = sorted(
            f"{one['HostIp']} → {inside}"
            for inside, ports in found["NetworkSettings"]["Ports"].items()
            for one in ports or ()
        )
        environment = json.dumps(found["Config"]["Env"])
        exposed = [value for value in values if value and value in environment]
        rows.append(
            (
                service,
                found["Config"]["User"] or "its own, by setuid",
                "read-only" if host["ReadonlyRootfs"] else "writable",
                ", ".join(sorted(host["CapAdd"] or ())) or "none",
                f"{host['NanoCpus'] // 10**9} CPUs, {host['Memory'] >> 20} MB, "
                f"{host['PidsLimit']} pids",
                ", ".join(open_to) or "none",
                len(exposed),
            )
        )
    _, refused = compose.attempt("exec", "-T", "web", "touch", "/app/anything")
    head = ["", "user", "root", "capabilities", "limits", "open ports", "secrets in environment"]
    return f"{table(head, rows)}\n\n`touch /app/anything` in web: `{refused.strip()}`."


def _down_and_up(compose: Compose, journey: Journey) -> str:
    compose("down")
    clock = Clock()
    compose("up", "--detach", "--wait")
    journey.sign_in()
    journey.wait()
    return f"`down`, then `up`: all of it is there again {clock} later; {_audit(compose)}"


def _restored(compose: Compose, journey: Journey) -> str:
    before, files = _sums(compose), _pictures(compose)
    clock = Clock()
    taken = compose("run", "--rm", "-T", "manage", "backup_stores", BACKUP)
    took = str(clock)
    compose("down")
    for volume in ("postgres", "neo4j", "neo4j-logs", "media"):
        run("docker", "volume", "rm", f"social-graph-transcript_{volume}")
    clock = Clock()
    restored = compose("run", "--rm", "-T", "manage", "restore_stores", BACKUP)
    compose("up", "--detach", "--wait")
    came = str(clock)
    assert _sums(compose) == before
    assert _pictures(compose) == files
    journey.sign_in()
    journey.wait()
    rows = [
        ("`run --rm manage backup_stores`, while it serves", f"{_outcome(taken)} ({took})"),
        ("`down`, and the volumes of both stores and of the pictures removed", ""),
        ("`run --rm manage restore_stores`, `up`", f"{_outcome(restored)} ({came})"),
        (f"rows of {len(TABLES)} tables, {len(files)} files, by SHA-256", "the same"),
        ("feed and notifications over HTTP", "the same"),
        ("`run --rm manage audit_graph`", _audit(compose)),
    ]
    return table(["a backup", "what came of it"], rows)


def _sums(compose: Compose) -> dict[str, str]:
    """A sum over all rows of each table that people see."""
    sums = {}
    for name in TABLES:
        copy = f"COPY (SELECT * FROM {name} ORDER BY id) TO STDOUT"  # noqa: S608
        rows = compose("exec", "-T", "postgres", "psql", "-qU", "social", "social", "-c", copy)
        assert rows or name == "core_comment", f"There is nothing in {name}."
        sums[name] = hashlib.sha256(rows.encode()).hexdigest()
    return sums


def _pictures(compose: Compose) -> list[str]:
    look = "find /srv/media -type f -exec sha256sum {} +"
    files = sorted(compose("exec", "-T", "web", "sh", "-c", look).splitlines())
    assert len(files) == 2
    return files


def _audit(compose: Compose) -> str:
    return _outcome(compose("run", "--rm", "-T", "manage", "audit_graph"))


def _outcome(words: str) -> str:
    """The sentence with which a command ends, among bars of progress and compose's own words."""
    return str(SENTENCE.findall(words)[-1])


def _on_s3(compose: Compose, secrets: Path, journey: Journey) -> str:
    """The same service with its pictures in a bucket: moto, which speaks S3, outside of it."""
    host = run("docker", "network", "inspect", "bridge", "-f", "{{(index .IPAM.Config 0).Gateway}}")
    port = held_port()
    address = f"http://{host.strip()}:{port}"
    server = ThreadedMotoServer("0.0.0.0", port, verbose=False)  # noqa: S104 - containers ask it
    server.start()
    try:
        keys = "[default]\naws_access_key_id = key\naws_secret_access_key = secret\n"
        (secrets / "aws_credentials").write_text(keys)
        client = boto3.client(
            "s3",
            endpoint_url=address,
            region_name="us-east-1",
            aws_access_key_id="key",
            aws_secret_access_key="secret",
        )
        client.create_bucket(Bucket=BUCKET)
        client.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(FOR_ALL_TO_READ))
        compose.env.update(S3_BUCKET=BUCKET, S3_ENDPOINT_URL=address, S3_REGION="us-east-1")
        compose("up", "--detach", "--wait")
        [image] = journey.ada.upload(POST, picture())["createPost"]["post"]["images"]
        names = [one["Key"] for one in client.list_objects_v2(Bucket=BUCKET)["Contents"]]
        found = requests.get(image["url"], timeout=10)
        assert found.ok, found.text
        assert image["url"] in {f"{address}/{BUCKET}/{name}" for name in names}
        return (
            f"With `S3_BUCKET` and `S3_ENDPOINT_URL` of an S3 double (moto) and its keys in "
            f"`docker/secrets/aws_credentials`: the picture of a new post is one of {len(names)} "
            f"objects in the bucket, and its URL answers {found.status_code} "
            f"{found.headers['Content-Type']}."
        )
    finally:
        server.stop()
