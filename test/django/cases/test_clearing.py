"""Clearing on either side removes only expired sessions."""

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from cases.base import DjangoFirst, InteropTestCase, Visitor, WorkerFirst
from cases.clock import MILLISECOND, NOON, SECOND, clock
from cases.sides import DJANGO, WORKER

EXPIRED = 300


class Clearing:
    def make_session(self, side, seconds):
        visitor = Visitor()
        visitor.on(side, ["set", "name", "Ankit"], ["set_expiry", seconds])
        return visitor.key

    def test_removes_expired_sessions_of_both_sides(self):
        with clock.stopped(NOON):
            live = [self.make_session(side, 200) for side in (DJANGO, WORKER)]
            for side in (DJANGO, WORKER):
                self.make_session(side, 100)
        with clock.stopped(NOON + 150 * SECOND):
            self.here.clear_expired()
            self.assertKeys(*live)
            for key in live:
                self.assertAlive(key)

    def test_removes_a_session_from_its_expiry_on(self):
        with clock.stopped(NOON):
            key = self.make_session(self.there, 100)
        with clock.stopped(NOON + 100 * SECOND - MILLISECOND):
            self.here.clear_expired()
            self.assertKeys(key)
        with clock.stopped(NOON + 100 * SECOND + MILLISECOND):
            self.here.clear_expired()
            self.assertKeys()

    def test_leaves_no_expired_row_for_the_other_side(self):
        now = timezone.now()
        data = SessionStore().encode({"name": "Ankit"})
        keys = [SessionStore()._get_new_session_key() for _ in range(2 * EXPIRED)]
        # Keys in formats that only a custom engine of the site may issue.
        keys += ["A" * 40, "~" * 40, "0" * 8, "schlüssel"]
        Session.objects.bulk_create(
            Session(
                session_key=key,
                session_data=data,
                expire_date=now + timedelta(hours=1 if number % 2 else -1),
            )
            for number, key in enumerate(keys)
        )
        self.here.clear_expired()
        self.assertKeys(*keys[1::2])
        self.there.clear_expired()
        self.assertKeys(*keys[1::2])

    def test_keeps_every_row_if_none_has_expired(self):
        keys = [self.make_session(side, 100) for side in (DJANGO, WORKER)]
        self.here.clear_expired()
        self.assertKeys(*keys)


class ClearingByDjango(DjangoFirst, Clearing, InteropTestCase):
    pass


class ClearingByTheWorker(WorkerFirst, Clearing, InteropTestCase):
    pass
