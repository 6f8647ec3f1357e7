"""What all cases share: a visitor of both sides, a look at the table, and the two directions."""

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

# Before 4.1 Django has no fallback keys, and keeps dates of `set_expiry` only by pickle.
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
    """Someone whose browser goes to both sides with the same cookies."""

    def __init__(self, key=None, csrf=None):
        self.key = key
        self.csrf = csrf

    def on(self, side, *operations):
        """Has a side do operations."""
        return self._keep_cookies(side.operate(self._cookies(), operations))

    def items(self, side):
        """What a side sees in the session."""
        return self.on(side, ["items"]).value

    def open_form(self, side):
        """Opens the page with the form; returns the token in it."""
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
        """Does as a browser does with the cookies of an answer."""
        if answer.cookie is not None:
            self.key = None if answer.max_age == 0 else answer.cookie.value
        if answer.csrf_cookie is not None:
            self.csrf = answer.csrf_cookie.value
        return answer


class InteropTestCase(unittest.TestCase):
    """A case that begins with empty tables and a visitor without a cookie."""

    maxDiff = 2000

    def setUp(self):
        Session.objects.all().delete()
        get_user_model().objects.all().delete()
        self.visitor = Visitor()

    def store_session(self, data, key=None):
        """Writes a row by hand, as a script of the site does; returns its key."""
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
        """The `expire_date` of a row, as the text it is."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT CAST(expire_date AS BLOB) FROM django_session WHERE session_key = %s", [key]
            )
            return cursor.fetchone()[0].decode()

    def store_text(self, key, expire_date):
        """Writes the `expire_date` of a row as it is."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE django_session SET expire_date = %s WHERE session_key = %s",
                [expire_date, key],
            )

    def assertDead(self, key):
        """Neither side knows the session any more, and both say so to the browser."""
        for side in (DJANGO, WORKER):
            with self.subTest(side=str(side)):
                answer = side.request(key, [["items"]])
                self.assertEqual(answer.value, {})
                self.assertEqual(answer.max_age, 0)

    def assertAlive(self, key):
        """Both sides know the session, and see the same in it."""
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
