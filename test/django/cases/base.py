"""What all cases share: a visitor of both sides, a look at the table, and the two directions."""

import unittest

import django
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from cases.sides import DJANGO, WORKER

# Before 4.1 Django has no fallback keys, and keeps dates of `set_expiry` only by pickle.
KNOWS_FALLBACKS = django.VERSION >= (4, 1)
KNOWS_DATES = django.VERSION >= (4, 1)

needs_fallbacks = unittest.skipUnless(
    KNOWS_FALLBACKS, "Django before 4.1 has no SECRET_KEY_FALLBACKS"
)
needs_dates = unittest.skipUnless(
    KNOWS_DATES, "Django before 4.1 keeps no date of set_expiry in JSON"
)


class Visitor:
    """Someone whose browser goes to both sides with one cookie."""

    def __init__(self, key=None):
        self.key = key

    def on(self, side, *operations):
        """Has a side do operations on the session, and keeps the cookie as a browser does."""
        answer = side.request(self.key, operations)
        if answer.status == 200 and answer.cookie is not None:
            self.key = None if answer.max_age == 0 else answer.cookie.value
        return answer

    def items(self, side):
        """What a side sees in the session."""
        return self.on(side, ["items"]).value


class InteropTestCase(unittest.TestCase):
    """A case that begins with an empty table and a visitor without a cookie."""

    maxDiff = 2000

    def setUp(self):
        Session.objects.all().delete()
        self.visitor = Visitor()

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
