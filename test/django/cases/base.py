"""The base of all cases: a visitor of both sides, assertions, and the two directions."""

import unittest
from datetime import timedelta

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from cases.sides import DJANGO, WORKER

# Before 4.1, Django has no fallback keys and stores dates of `set_expiry` only with pickle.
KNOWS_FALLBACKS = django.VERSION >= (4, 1)
KNOWS_DATES = django.VERSION >= (4, 1)

FIELD = "csrfmiddlewaretoken"
HEADER = "X-CSRFToken"

needs_fallbacks = unittest.skipUnless(
    KNOWS_FALLBACKS, "Django before 4.1 has no SECRET_KEY_FALLBACKS"
)
needs_dates = unittest.skipUnless(
    KNOWS_DATES, "Django before 4.1 keeps no date of set_expiry in JSON"
)


class Visitor:
    """A visitor whose browser sends the same cookies to both sides."""

    def __init__(self, key=None, csrf=None):
        self.key = key
        self.csrf = csrf

    def on(self, side, *operations):
        """Runs operations on a side."""
        return self._keep_cookies(side.operate(self._cookies(), operations))

    def items(self, side):
        """Returns the session data that a side sees."""
        return self.on(side, ["items"]).value

    def open_form(self, side):
        """Opens the page with the form and returns its token."""
        return self._keep_cookies(side.open_form(self._cookies())).token

    def submit(self, side, field=None, header=None, origin=None, method="POST"):
        """Sends the form, with a token as its field, or as a header."""
        fields = {"name": "Ankit"} if field is None else {FIELD: field, "name": "Ankit"}
        headers = {HEADER: header, "Origin": origin}
        sent = {name: value for name, value in headers.items() if value is not None}
        return self._keep_cookies(side.submit(self._cookies(), fields, sent, method))

    def _cookies(self):
        return {"sessionid": self.key, "csrftoken": self.csrf}

    def _keep_cookies(self, answer):
        """Stores the cookies of an answer, as a browser does."""
        if answer.cookie is not None:
            self.key = None if answer.max_age == 0 else answer.cookie.value
        if answer.csrf_cookie is not None:
            self.csrf = answer.csrf_cookie.value
        return answer


class InteropTestCase(unittest.TestCase):
    """A case that starts with empty tables and a visitor without cookies."""

    maxDiff = 2000

    def setUp(self):
        Session.objects.all().delete()
        get_user_model().objects.all().delete()
        self.visitor = Visitor()

    def store_session(self, data, key=None):
        """Inserts a row directly and returns its key."""
        store = SessionStore()
        key = key or store._get_new_session_key()
        Session.objects.create(
            session_key=key,
            session_data=store.encode(data),
            expire_date=timezone.now() + timedelta(days=1),
        )
        return key

    def uses_tz(self):
        return settings.USE_TZ

    def stored_text(self, key):
        """Returns the stored string of the `expire_date` of a row."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT CAST(expire_date AS BLOB) FROM django_session WHERE session_key = %s", [key]
            )
            return cursor.fetchone()[0].decode()

    def store_text(self, key, expire_date):
        """Stores a string as the `expire_date` of a row."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE django_session SET expire_date = %s WHERE session_key = %s",
                [expire_date, key],
            )

    def assertDead(self, key):
        """The session is gone on both sides, and both delete the cookie."""
        for side in (DJANGO, WORKER):
            with self.subTest(side=str(side)):
                answer = side.request(key, [["items"]])
                self.assertEqual(answer.value, {})
                self.assertEqual(answer.max_age, 0)

    def assertAlive(self, key):
        """The session exists on both sides, with the same data."""
        seen = [side.request(key, [["items"]]).value for side in (DJANGO, WORKER)]
        self.assertNotEqual(seen[0], {})
        self.assertEqual(*seen)

    def assertKeys(self, *keys):
        """The table holds these sessions and no other."""
        self.assertEqual(
            sorted(Session.objects.values_list("session_key", flat=True)), sorted(keys)
        )


class DjangoFirst:
    """The direction from Django to the Worker."""

    here, there = DJANGO, WORKER


class WorkerFirst:
    """The direction from the Worker to Django."""

    here, there = WORKER, DJANGO
