"""The response of either side."""

import json
import re
from http.cookies import SimpleCookie

FIELD = re.compile(r'<input type="hidden" name="csrfmiddlewaretoken" value="([a-zA-Z0-9]+)">')


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
        return json.loads(self._expect_success())["results"]

    @property
    def value(self):
        """The result of the last operation."""
        return self.results[-1]

    @property
    def token(self):
        """The token in the form of the page."""
        return FIELD.search(self._expect_success())[1]

    @property
    def cookie(self):
        """The session cookie in the answer, or None."""
        return self.cookie_named("sessionid")

    @property
    def csrf_cookie(self):
        """The CSRF cookie in the answer, or None."""
        return self.cookie_named("csrftoken")

    @property
    def max_age(self):
        """The lifetime of the session cookie in seconds, or None until the browser closes."""
        age = self.cookie["max-age"]
        return None if age == "" else int(age)

    def cookie_named(self, name):
        headers = [header for header in self.set_cookies if header.startswith(f"{name}=")]
        if len(headers) > 1:
            raise AssertionError(f"{self.side} set a cookie more than once: {headers}")
        return SimpleCookie(headers[0])[name] if headers else None

    def _expect_success(self):
        if self.status != 200:
            raise AssertionError(f"{self.side} answered with {self.status}: {self.body[:2000]}")
        return self.body
