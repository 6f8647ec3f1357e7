"""Django and the Worker behind a common interface."""

import json
import os
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from cases import meanwhile
from cases.answer import Answer
from cases.clock import clock

WORKER_ORIGIN = os.environ["INTEROP_WORKER"]
TIMEOUT = 20

# Django's own table lacks the column that the Worker's list of sessions needs.
LISTS_SESSIONS = os.environ["INTEROP_TABLE"] == "worker"

# The Worker uses Django's current settings, including those of `override_settings`.
SHARED_SETTINGS = [
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "USE_TZ",
    "SESSION_COOKIE_AGE",
    "SESSION_COOKIE_CACHE",
    "SESSION_EXPIRE_AT_BROWSER_CLOSE",
    "SESSION_SAVE_EVERY_REQUEST",
    "CSRF_USE_SESSIONS",
]


class Side:
    """The requests that both sides support. Cookies without a value are not sent."""

    def request(self, key, operations):
        """Runs operations on the session with this key."""
        return self.operate({"sessionid": key}, operations)

    def operate(self, cookies, operations):
        """Runs operations in order, without CSRF protection."""
        body = json.dumps({"operations": operations})
        return self.send("POST", "/session/", cookies, {"Content-Type": "application/json"}, body)

    def open_form(self, cookies):
        """Opens the page with a form."""
        return self.send("GET", "/form/", cookies)

    def submit(self, cookies, fields, headers, method="POST"):
        """Sends the form, which needs a valid token."""
        form = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self.send(method, "/form/", cookies, form, urlencode(fields))

    def send(self, method, path, cookies, headers=None, body=""):
        raise NotImplementedError


class Django(Side):
    """The Django site, through its test client."""

    origin = "http://testserver"

    def __str__(self):
        return "Django"

    def __init__(self):
        self._clients = {}

    def send(self, method, path, cookies, headers=None, body=""):
        client = self._client()
        client.cookies.clear()
        for name, value in cookies.items():
            if value is not None:
                client.cookies[name] = value
        environment = {
            f"HTTP_{name.upper().replace('-', '_')}": value
            for name, value in (headers or {}).items()
        }
        content_type = environment.pop("HTTP_CONTENT_TYPE", "")
        response = client.generic(method, path, body, content_type, **environment)
        set_cookies = [morsel.OutputString() for morsel in response.cookies.values()]
        return Answer(
            self, response.status_code, response.content.decode(), response.get("Vary"), set_cookies
        )

    def clear_expired(self):
        call_command("clearsessions")

    def _client(self):
        """Returns a client per session engine, because a client loads the middleware only once."""
        return self._clients.setdefault(
            settings.SESSION_ENGINE, Client(enforce_csrf_checks=True)
        )


class Worker(Side):
    """The Worker that `wrangler dev` serves."""

    origin = WORKER_ORIGIN

    def __str__(self):
        return "the Worker"

    def send(self, method, path, cookies, headers=None, body=""):
        with meanwhile.server() as url:
            request = Request(WORKER_ORIGIN + path, body.encode() or None, method=method)
            request.add_header("X-Interop", json.dumps(self._command(url)))
            pairs = [f"{name}={value}" for name, value in cookies.items() if value is not None]
            if pairs:
                request.add_header("Cookie", "; ".join(pairs))
            for name, value in (headers or {}).items():
                request.add_header(name, value)
            return self._answer(request)

    def clear_expired(self):
        answer = self.send("POST", "/clearsessions/", {})
        if answer.status != 200 or not json.loads(answer.body)["complete"]:
            raise AssertionError(f"Expected the whole table to be cleared, got {answer.body}")

    def _command(self, url):
        engine = settings.SESSION_ENGINE.rpartition(".")[2]
        shared = {
            name: getattr(settings, name) for name in SHARED_SETTINGS if hasattr(settings, name)
        }
        return {
            "settings": {**shared, "SESSION_ENGINE": engine},
            "now": clock.milliseconds(),
            "meanwhile": url,
            "backends": list(settings.AUTHENTICATION_BACKENDS),
            "listSessions": LISTS_SESSIONS and engine == "db",
        }

    def _answer(self, request):
        try:
            response = urlopen(request, timeout=TIMEOUT)
        except HTTPError as error:
            response = error
        with response:
            body = response.read().decode()
        set_cookies = response.headers.get_all("Set-Cookie", [])
        return Answer(self, response.status, body, response.headers["Vary"], set_cookies)


DJANGO = Django()
WORKER = Worker()
BOTH = (DJANGO, WORKER)
