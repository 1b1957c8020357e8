"""HS304: The log is written to a file on local disk."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class LogFile(Checker):
    """The log is written to a file on local disk.

    What happened before an instance died is in a file that died with it. Two
    processes that rotate one file lose or mix what they write.

    It is also found outside Python: options of servers (`--access-logfile`,
    `--log-config`) in Dockerfiles, Procfiles, compose files, manifests, scripts
    and units, and the handlers in a configuration of logging that code or a
    server reads. A comment there accepts it too.

    Bad:

        import logging
        from logging.handlers import RotatingFileHandler

        from flask import Flask

        app = Flask(__name__)
        logging.getLogger().addHandler(RotatingFileHandler("/var/log/shop.log"))

        @app.get("/")
        def home():
            logging.info("home")
            return "ok"

    Good:

        import logging
        import sys

        from flask import Flask

        app = Flask(__name__)
        logging.getLogger().addHandler(logging.StreamHandler(sys.stdout))

        @app.get("/")
        def home():
            logging.info("home")
            return "ok"

    Django:

        import logging

        from django.http import HttpResponse
        from django.urls import path

        INSTALLED_APPS = ["shop"]
        LOGGING = {
            "version": 1,
            "handlers": {"console": {"class": "logging.StreamHandler"}},
            "root": {"handlers": ["console"], "level": "INFO"},
        }

        def home(request):
            logging.info("home")
            return HttpResponse("ok")

        urlpatterns = [path("", home)]

    FastAPI:

        import logging
        import sys

        from fastapi import FastAPI

        logging.basicConfig(stream=sys.stdout, level=logging.INFO)
        app = FastAPI()

        @app.get("/")
        def home():
            logging.info("home")
            return "ok"

    Not reported:

        Logs that go to a stream, a device or a service, and those of commands
        and tests; handlers that no logger passes anything to, and those of
        branches that production does not take (`if settings.DEBUG`). Several
        files in one folder are one finding.

    Limits:

        A configuration that is loaded from a file (`fileConfig`, `dictConfig`
        with the data of YAML, JSON or TOML, `log_config`) is read where its name
        says that it may be one (`logging.ini`, `log_config.yaml`, `config.toml`)
        and the code says which it is; one whose name is given by the
        environment alone is not.
    """

    code = "HS304"
    name = "log-file"
    category = "local-file"
    specificity = 15
    kinds = frozenset({"log"})
    says = "is a log file on the disk of this instance"
    used = "opened"
    effect = (
        "what it says is lost with the instance, and is in as many files as there are instances"
    )
    instead = "Write the log to stdout and let the platform collect it"
    takes_hints = False
    reuses = ""
    consequences = Consequences(
        scale_out="each instance has a log of its own, and workers that rotate one file lose lines",
        instance_loss="the log is gone when it is needed most",
        rolling_deploy="the log of the old instance goes with it",
        rollback="the log of the newer version goes with it",
    )
