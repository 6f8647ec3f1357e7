"""Django and the Worker behind one interface: a cookie and operations in, an answer out."""

import json
import os
from http.cookies import SimpleCookie
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from cases import meanwhile
from cases.clock import clock

WORKER_ORIGIN = os.environ["INTEROP_WORKER"]
TIMEOUT = 20

# The Worker goes by Django's settings as they are at the moment, also inside `override_settings`.
SHARED_SETTINGS = [
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "USE_TZ",
    "SESSION_COOKIE_AGE",
    "SESSION_EXPIRE_AT_BROWSER_CLOSE",
    "SESSION_SAVE_EVERY_REQUEST",
]


class Answer:
    """A response of either side."""

    def __init__(self, side, status, body, vary, set_cookies):
        self.side = side
        self.status = status
        self.body = body
        self.vary = vary
        self.set_cookies = set_cookies

    @property
    def results(self):
        if self.status != 200:
            raise AssertionError(f"{self.side} answered with {self.status}: {self.body[:2000]}")
        return json.loads(self.body)["results"]

    @property
    def value(self):
        """The result of the last operation."""
        return self.results[-1]

    @property
    def cookie(self):
        """The session cookie that the answer sets; None where it sets none."""
        if not self.set_cookies:
            return None
        if len(self.set_cookies) > 1:
            raise AssertionError(f"{self.side} set more than one cookie: {self.set_cookies}")
        return SimpleCookie(self.set_cookies[0])["sessionid"]

    @property
    def max_age(self):
        """The seconds that the cookie lives; None until the browser closes."""
        age = self.cookie["max-age"]
        return None if age == "" else int(age)


class Django:
    """The Django site, through its test client."""

    def __str__(self):
        return "Django"

    def __init__(self):
        self._client = Client()

    def request(self, key, operations):
        self._client.cookies.clear()
        if key is not None:
            self._client.cookies["sessionid"] = key
        body = json.dumps({"operations": operations})
        response = self._client.post("/session/", body, content_type="application/json")
        set_cookies = [morsel.OutputString() for morsel in response.cookies.values()]
        return Answer(
            self, response.status_code, response.content.decode(), response.get("Vary"), set_cookies
        )

    def clear_expired(self):
        call_command("clearsessions")


class Worker:
    """The Worker that `wrangler dev` serves."""

    def __str__(self):
        return "the Worker"

    def request(self, key, operations):
        headers = {} if key is None else {"Cookie": f"sessionid={key}"}
        with meanwhile.server() as url:
            return self._post("/session/", headers, {"operations": operations, "meanwhile": url})

    def clear_expired(self):
        answer = self._post("/clearsessions/", {}, {})
        if answer.status != 200 or not json.loads(answer.body)["complete"]:
            raise AssertionError(f"Expected the whole table to be cleared, got {answer.body}")

    def _post(self, path, headers, command):
        command["settings"] = {
            name: getattr(settings, name) for name in SHARED_SETTINGS if hasattr(settings, name)
        }
        command["now"] = clock.milliseconds()
        request = Request(
            WORKER_ORIGIN + path,
            json.dumps(command).encode(),
            {"Content-Type": "application/json", **headers},
        )
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
