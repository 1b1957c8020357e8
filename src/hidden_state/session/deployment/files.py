"""Which files may say how many workers, replicas or sticky sessions there are, or where logs go."""

from __future__ import annotations

import re
from typing import Literal

Form = Literal["docker", "lines", "compose", "yaml", "statements", "ini", "logging"]
"""How a file is written: `lines` are command lines, `ini` a list of keys with values.

`logging` may configure the logging of Python, in a form that the end of its name tells.
"""

COMPOSE = re.compile(r"(docker-)?(compose|stack)([-._].*)?\.ya?ml")
NAMES: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("docker", re.compile(r"(docker|container)file([-._].*)?|.+\.(docker|container)file")),
    ("compose", COMPOSE),
    ("yaml", re.compile(r".+\.ya?ml")),
    ("lines", re.compile(r"procfile([-._].*)?|.*(entry-?_?point|start|run|boot|serve|prod).*\.sh")),
    ("lines", re.compile(r"(entry-?_?point|start|run|serve)")),
    ("ini", re.compile(r".*uwsgi.*\.ini|.+\.service|.*supervisor.*\.(conf|ini)")),
    ("statements", re.compile(r".*nginx.*|.*haproxy.*\.(cfg|conf)|caddyfile.*|.+\.(conf|nginx)")),
    ("logging", re.compile(r".+\.(ini|conf|config|cfg|ya?ml|json|toml)")),
)
MANIFESTS = re.compile(
    r"(^|/)(k8s|kube|kubernetes|deploy|deployment|deployments|manifests?|openshift|kustomize|"
    r"overlays|base|infra|ops|traefik|argocd|gitops)/"
)
MANIFEST = re.compile(
    r".*(deploy|service|ingress|statefulset|k8s|kube|hpa|traefik|rollout|destination-?rule).*"
    r"|(app|render)\.ya?ml"
)
PROXIES = re.compile(r"(^|/)(nginx|haproxy|apache2?|httpd|proxy|conf\.d|sites-\w+)/")
PROXY = re.compile(r".*(nginx|haproxy|apache|httpd|proxy|site|vhost).*")
TRIALS = frozenset(
    """dev devel develop development devcontainer local test tests testing ci e2e debug example
    examples sample samples demo demos legacy old bench benchmark benchmarks loadtest performance
    playground sandbox override docs""".split()
)
"""Words of files and folders that no production is made from."""
LOGGING = re.compile(
    r"logs?|\w*(logging|loggers?)|log(ging)?_?(conf|config|cfg|settings)|conf|config|configuration|cfg|"
    r"settings|app|application|server|web|production|prod|uvicorn"
)
"""Words of files that may configure logging."""
WORD = re.compile(r"[a-z0-9]+")


def form_of(name: str, folder: str) -> Form | None:
    """Return how the file NAME in FOLDER, '' or with a `/` at its end, is written if it counts."""
    lowered = name.lower()
    for form, pattern in NAMES:
        if pattern.fullmatch(lowered) and _is_meant(form, lowered, folder.lower()):
            # Code says which configuration of logging it reads, wherever that is.
            is_trial = _is_trial(lowered if form == "logging" else folder + lowered)
            return None if is_trial else form
    return None


def is_wanted(name: str, folder: str) -> bool:
    """Whether the file NAME in FOLDER is to be read."""
    return form_of(name, folder) is not None


def _is_meant(form: Form, name: str, folder: str) -> bool:
    """Whether a file whose name is a common one is about a deployment."""
    if form == "logging":
        return any(map(LOGGING.fullmatch, WORD.findall(name.rpartition(".")[0])))
    if form == "yaml":
        return bool(MANIFEST.fullmatch(name) or MANIFESTS.search(folder))
    if form == "statements" and name.endswith(".conf"):
        return bool(PROXY.fullmatch(name) or PROXIES.search(folder))
    return True


def _is_trial(path: str) -> bool:
    return not TRIALS.isdisjoint(WORD.findall(path.lower()))
