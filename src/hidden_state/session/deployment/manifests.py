"""Compose files, Kubernetes manifests, and what Traefik is told in YAML."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from hidden_state.session.deployment.commands import Served, split, starts_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hidden_state.scaling import Why
    from hidden_state.session.deployment.page import Page, Told
    from hidden_state.session.deployment.tree import Branch

WORKLOADS = frozenset({"Deployment", "StatefulSet", "ReplicaSet", "Rollout", "DeploymentConfig"})
CLOCK = re.compile(r"\b(beat|scheduler|cron)\b")
REASON = re.compile(
    r"memory|state|session|single|one (?:replica|instance|pod)|only one|not? (?:be )?scal|scale|"
    r"more than|sticky|in-process|websocket|lock",
    re.IGNORECASE,
)
AFFINE = frozenset({"clientip", "client_ip", "generated_cookie", "http_cookie", "header_field"})


def compose(page: Page) -> Iterator[Told]:
    """Yield what the services of a compose file say; those that somebody else's image runs do not.

    Broken YAML is a `yaml.YAMLError`.
    """
    for document in page.documents:
        for _, service in document.get("services").items():
            told = list(_commands(page, service.get("command"), service.get("entrypoint")))
            yield from told
            yield from _variables(page, service.get("environment"))
            yield from _labels(page, service.get("labels"))
            yield from _labels(page, service.get("deploy", "labels"))
            words = _all_words(service.get("command"), service.get("entrypoint"))
            if service.get("build").node is None and not starts_server(
                words, page.servers.commands
            ):
                continue
            yield from _replicas(page, "replicas", service.get("deploy", "replicas"))
            yield from _replicas(page, "scale", service.get("scale"))


def manifest(page: Page) -> Iterator[Told]:
    """Yield what the objects of a manifest say, those in lists and templates too.

    Broken YAML is a `yaml.YAMLError`.
    """
    for document in page.documents:
        inner = (*document.get("items").elements(), *document.get("objects").elements())
        for item in inner or (document,):
            yield from _object(page, item)


def _object(page: Page, item: Branch) -> Iterator[Told]:
    kind = item.get("kind").text
    yield from _labels(page, item.get("metadata", "annotations"))
    if kind in WORKLOADS:
        yield from _workload(page, item)
    affinity = item.get("spec", "sessionAffinity")
    affinity = affinity if affinity.text else affinity.get("affinityType")
    if affinity.text.lower() in AFFINE:
        yield page.scaling("sticky sessions", f"sessionAffinity: {affinity.text}", *affinity.lines)
    balanced = item.get("spec", "trafficPolicy", "loadBalancer", "consistentHash")
    if balanced.get("httpCookie").node or balanced.get("useSourceIp").text == "true":
        yield page.scaling("sticky sessions", "consistentHash", *_above(balanced))
    for _, service in item.get("http", "services").items():
        sticky = service.get("loadBalancer", "sticky")
        if sticky.node is not None:
            yield page.scaling("sticky sessions", "sticky", *_above(sticky))


def _above(branch: Branch) -> tuple[int, int]:
    """Return the lines of a branch, and the one above it, where its key is."""
    first, last = branch.lines
    return max(1, first - 1), last


def _workload(page: Page, item: Branch) -> Iterator[Told]:
    pod = item.get("spec", "template", "spec")
    runs_it = False
    for container in pod.get("containers").elements():
        command, arguments = container.get("command"), container.get("args")
        yield from _commands(page, command, arguments)
        yield from _variables(page, container.get("env"))
        words = _all_words(command, arguments)
        runs_it = runs_it or starts_server(words, page.servers.commands)
        if CLOCK.search(" ".join(words)):
            return
    if runs_it and not CLOCK.search(item.get("metadata", "name").text):
        spec = item.get("spec")
        is_recreated = spec.get("strategy", "type").text == "Recreate"
        yield from _replicas(page, "replicas", spec.get("replicas"), is_recreated=is_recreated)


def _commands(page: Page, command: Branch, arguments: Branch) -> Iterator[Told]:
    """Yield what a command says, and the arguments that are added to it."""
    parts = [part for part in (command, arguments) if part.node is not None]
    if parts:
        lines = [part.lines for part in parts]
        first, last = min(line for line, _ in lines), max(line for _, line in lines)
        yield from page.served(_all_words(command, arguments), first, last)


def _all_words(command: Branch, arguments: Branch) -> list[str]:
    words: list[str] = []
    for part in (command, arguments):
        words.extend(part.words() or split(part.text))
    return words


def _variables(page: Page, environment: Branch) -> Iterator[Told]:
    """Yield what variables say: in a mapping, a list of `name=value`, or of names and values."""
    pairs = [(name.text, value) for name, value in environment.items()]
    for element in environment.elements():
        if element.get("name").text:
            pairs.append((element.get("name").text, element.get("value")))
        elif "=" in element.text:
            pairs.append((element.text.partition("=")[0], element))
    for name, value in pairs:
        number = value.text.rpartition("=")[2]
        if name in page.servers.variables and number.isdigit() and int(number) > 0:
            yield page.workers(Served(value.text, int(number), ""), *value.lines)


def _labels(page: Page, labels: Branch) -> Iterator[Told]:
    """Yield the labels or annotations that keep a client on one instance."""
    pairs = [(f"{name.text}={value.text}", name) for name, value in labels.items()]
    pairs.extend((element.text, element) for element in labels.elements())
    for text, at in pairs:
        if any(fnmatchcase(text.lower(), known) for known in page.servers.labels):
            yield page.scaling("sticky sessions", text.partition("=")[0], *at.lines)


def _replicas(
    page: Page, name: str, number: Branch, *, is_recreated: bool = False
) -> Iterator[Told]:
    """Yield what the NUMBER under the key NAME says of replicas."""
    count = number.number
    if not count:
        return
    symbol = f"{name}: {count}"
    if count > 1:
        yield page.scaling("many replicas", symbol, *number.lines, count)
        return
    why: Why = "comment" if _is_explained(page, number.lines[0]) else ""
    why = "recreate" if is_recreated and not why else why
    yield page.scaling("one replica", symbol, *number.lines, count, why=why)


def _is_explained(page: Page, line: int) -> bool:
    """Whether a comment on LINE, or right above, says why there is no second one."""
    above = page.lines[line - 2].strip() if line > 1 else ""
    comments = [page.lines[line - 1].partition("#")[2], above if above.startswith("#") else ""]
    return any(map(REASON.search, comments))
