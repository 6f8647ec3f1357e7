"""The expiry of sessions in signed cookies, on both sides."""

from datetime import timedelta

from django.test import override_settings

from cases.base import DjangoFirst, Visitor, WorkerFirst, needs_dates
from cases.clock import MILLISECOND, NOON, SECOND, clock
from cases.sides import BOTH, WORKER
from cases.test_signed_cookies import CookieTestCase

# The time of signatures made at NOON. Signatures contain whole seconds.
SIGNED = NOON.replace(microsecond=0)

THIRTY_SECONDS = override_settings(SESSION_COOKIE_AGE=30)


class CookieExpiry:
    """Django checks only the age of the signature, the Worker also `set_expiry`."""

    @THIRTY_SECONDS
    def test_the_session_expires_at_the_same_moment_on_both_sides(self):
        self.assertEqual(self.visitor.on(self.here, ["set", "name", "Ankit"]).max_age, 30)
        self.assertLastMoment(SIGNED + 30 * SECOND)

    @THIRTY_SECONDS
    def test_a_save_there_extends_the_session_here(self):
        self.visitor.on(self.here, ["set", "name", "Ankit"])
        with clock.stopped(SIGNED + 20 * SECOND):
            self.visitor.on(self.there, ["set", "page", 2])
        self.assertLastMoment(SIGNED + 50 * SECOND)

    @override_settings(SESSION_COOKIE_AGE=30, SESSION_SAVE_EVERY_REQUEST=True)
    def test_reading_extends_the_session_with_save_every_request(self):
        self.visitor.on(self.here, ["set", "name", "Ankit"])
        with clock.stopped(SIGNED + 20 * SECOND):
            self.assertEqual(self.visitor.on(self.there, ["get", "name"]).max_age, 30)
        with override_settings(SESSION_SAVE_EVERY_REQUEST=False):
            self.assertLastMoment(SIGNED + 50 * SECOND)

    def test_a_custom_expiry_in_seconds_applies_on_the_worker(self):
        answer = self.visitor.on(self.here, ["set", "name", "Ankit"], ["set_expiry", 300])
        self.assertEqual(answer.max_age, 300)
        for side in BOTH:
            self.assertEqual(self.visitor.on(side, ["expiry_age"]).value, 300)
        self.visitor.on(WORKER, ["set", "page", 2])
        with clock.stopped(SIGNED + 300 * SECOND):
            self.assertEqual(Visitor(self.visitor.key).on(WORKER, ["get", "page"]).value, 2)
        with clock.stopped(SIGNED + 300 * SECOND + MILLISECOND):
            self.assertHolds(self.visitor.key, {}, [WORKER])

    @needs_dates
    def test_a_custom_expiry_date_applies_on_the_worker(self):
        end = NOON + timedelta(minutes=90)
        self.visitor.on(
            self.here, ["set", "name", "Ankit"], ["set_expiry_date", end.isoformat()]
        )
        with clock.stopped(end):
            self.assertEqual(Visitor(self.visitor.key).on(WORKER, ["get", "name"]).value, "Ankit")
        with clock.stopped(end + MILLISECOND):
            self.assertHolds(self.visitor.key, {}, [WORKER])

    @THIRTY_SECONDS
    def test_a_custom_expiry_cannot_exceed_session_cookie_age(self):
        answer = self.visitor.on(self.here, ["set", "name", "Ankit"], ["set_expiry", 300])
        self.assertEqual(answer.max_age, 300)
        with clock.stopped(SIGNED + 30 * SECOND):
            for side in BOTH:
                self.assertEqual(Visitor(self.visitor.key).on(side, ["get", "name"]).value, "Ankit")
        with clock.stopped(SIGNED + 30 * SECOND + MILLISECOND):
            self.assertHolds(self.visitor.key, {})

    @THIRTY_SECONDS
    def test_expiry_at_browser_close_cannot_exceed_session_cookie_age(self):
        answer = self.visitor.on(self.here, ["set", "name", "Ankit"], ["set_expiry", 0])
        self.assertIsNone(answer.max_age)
        self.assertIsNone(self.visitor.on(self.there, ["set", "page", 2]).max_age)
        with clock.stopped(SIGNED + 30 * SECOND + MILLISECOND):
            self.assertHolds(self.visitor.key, {})


class CookieExpiryFromDjango(DjangoFirst, CookieExpiry, CookieTestCase):
    pass


class CookieExpiryFromTheWorker(WorkerFirst, CookieExpiry, CookieTestCase):
    pass
