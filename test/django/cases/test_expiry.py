"""A session expires at the same moment on both sides."""

from datetime import datetime, timedelta, timezone

from django.contrib.sessions.models import Session
from django.test import override_settings

from cases.base import DjangoFirst, InteropTestCase, WorkerFirst, needs_dates
from cases.clock import MILLISECOND, NOON, SECOND, clock
from cases.sides import DJANGO, WORKER

TWO_WEEKS = 1_209_600
MINUTES = timedelta(minutes=1)


class ExpiryTestCase(InteropTestCase):
    """The clock stands at noon."""

    def setUp(self):
        super().setUp()
        noon = clock.stopped(NOON)
        noon.__enter__()
        self.addCleanup(noon.__exit__, None, None, None)

    def assertEnds(self, end):
        """The row has this expiry, and both sides apply it to the millisecond."""
        key = self.visitor.key
        date = Session.objects.get(pk=key).expire_date
        date = date if date.tzinfo else date.replace(tzinfo=timezone.utc)
        self.assertLessEqual(abs(date - end), MILLISECOND)
        with clock.stopped(end - MILLISECOND):
            self.assertAlive(key)
        with clock.stopped(end + MILLISECOND):
            self.assertDead(key)

    def assertReadings(self, age, end):
        """Both sides report this age and date."""
        for side in (DJANGO, WORKER):
            with self.subTest(side=str(side)):
                readings = self.visitor.on(side, ["expiry_age"], ["expiry_date"]).results
                self.assertEqual(readings[0], age)
                self.assertAlmostEqual(readings[1], end.timestamp(), delta=0.001)

    def assertBrowserClose(self, expected):
        for side in (DJANGO, WORKER):
            with self.subTest(side=str(side)):
                self.assertIs(self.visitor.on(side, ["expire_at_browser_close"]).value, expected)


class Expiry:
    def test_the_default_is_two_weeks(self):
        answer = self.visitor.on(self.here, ["set", "name", "Ankit"])
        self.assertEqual(answer.max_age, TWO_WEEKS)
        self.assertBrowserClose(False)
        self.assertReadings(TWO_WEEKS, NOON + TWO_WEEKS * SECOND)
        self.assertEnds(NOON + TWO_WEEKS * SECOND)

    @override_settings(SESSION_COOKIE_AGE=30)
    def test_session_cookie_age_sets_the_lifetime(self):
        self.assertEqual(self.visitor.on(self.here, ["set", "name", "Ankit"]).max_age, 30)
        self.assertReadings(30, NOON + 30 * SECOND)
        self.assertEnds(NOON + 30 * SECOND)

    def test_a_save_there_extends_the_session_here(self):
        self.visitor.on(self.here, ["set", "name", "Ankit"])
        with clock.stopped(NOON + 5 * MINUTES):
            self.visitor.on(self.there, ["set", "page", 2])
        self.assertEnds(NOON + 5 * MINUTES + TWO_WEEKS * SECOND)

    def test_reading_does_not_extend_the_session(self):
        self.visitor.on(self.here, ["set", "name", "Ankit"])
        with clock.stopped(NOON + 5 * MINUTES):
            self.visitor.on(self.there, ["get", "name"])
        self.assertEnds(NOON + TWO_WEEKS * SECOND)

    def test_reading_extends_the_session_with_save_every_request(self):
        self.visitor.on(self.here, ["set", "name", "Ankit"])
        with override_settings(SESSION_SAVE_EVERY_REQUEST=True):
            with clock.stopped(NOON + 5 * MINUTES):
                answer = self.visitor.on(self.there, ["get", "name"])
        self.assertEqual(answer.max_age, TWO_WEEKS)
        self.assertEnds(NOON + 5 * MINUTES + TWO_WEEKS * SECOND)

    def test_an_expired_key_is_not_reused(self):
        self.visitor.on(self.here, ["set_expiry", 60], ["set", "name", "Ankit"])
        old = self.visitor.key
        with clock.stopped(NOON + 2 * MINUTES):
            self.visitor.on(self.there, ["set", "name", "Mira"])
            self.assertEqual(self.visitor.items(self.here), {"name": "Mira"})
            self.assertNotEqual(self.visitor.key, old)
            self.assertDead(old)

    def test_seconds_restart_with_each_save(self):
        answer = self.visitor.on(self.here, ["set", "name", "Ankit"], ["set_expiry", 300])
        self.assertEqual(answer.max_age, 300)
        self.assertBrowserClose(False)
        self.assertReadings(300, NOON + 300 * SECOND)
        with clock.stopped(NOON + 100 * SECOND):
            self.assertEqual(self.visitor.on(self.there, ["set", "page", 2]).max_age, 300)
        self.assertEnds(NOON + 400 * SECOND)

    def test_fractions_of_a_second_are_kept(self):
        self.visitor.on(self.here, ["set", "name", "Ankit"], ["set_expiry", 1.5])
        self.assertReadings(1.5, NOON + 1.5 * SECOND)
        self.assertEnds(NOON + 1.5 * SECOND)

    def test_negative_seconds_end_the_session_at_once(self):
        self.visitor.on(self.here, ["set", "name", "Ankit"], ["set_expiry", -10])
        self.assertDead(Session.objects.get().session_key)

    def test_zero_expires_at_browser_close(self):
        answer = self.visitor.on(self.here, ["set", "name", "Ankit"], ["set_expiry", 0])
        self.assertIsNone(answer.max_age)
        self.assertEqual(answer.cookie["expires"], "")
        self.assertBrowserClose(True)
        self.assertReadings(TWO_WEEKS, NOON + TWO_WEEKS * SECOND)
        self.assertIsNone(self.visitor.on(self.there, ["set", "page", 2]).max_age)
        self.assertEnds(NOON + TWO_WEEKS * SECOND)

    @override_settings(SESSION_EXPIRE_AT_BROWSER_CLOSE=True)
    def test_the_setting_expires_at_browser_close_unless_overridden(self):
        self.assertIsNone(self.visitor.on(self.here, ["set", "name", "Ankit"]).max_age)
        self.assertBrowserClose(True)
        answer = self.visitor.on(self.there, ["set_expiry", 300])
        self.assertEqual(answer.max_age, 300)
        self.assertBrowserClose(False)

    def test_none_restores_the_default(self):
        self.visitor.on(self.here, ["set", "name", "Ankit"], ["set_expiry", 300])
        answer = self.visitor.on(self.there, ["set_expiry", None])
        self.assertEqual(answer.max_age, TWO_WEEKS)
        self.assertEqual(self.visitor.items(self.here), {"name": "Ankit"})
        self.assertEnds(NOON + TWO_WEEKS * SECOND)

    @needs_dates
    def test_a_date_is_a_fixed_expiry(self):
        end = NOON + 90 * MINUTES
        answer = self.visitor.on(
            self.here, ["set", "name", "Ankit"], ["set_expiry_date", end.isoformat()]
        )
        self.assertEqual(answer.max_age, 5400)
        self.assertBrowserClose(False)
        self.assertReadings(5400, end)
        with clock.stopped(NOON + 30 * MINUTES):
            self.assertReadings(3600, end)
            self.assertEqual(self.visitor.on(self.there, ["set", "page", 2]).max_age, 3600)
        with clock.stopped(NOON + 30 * MINUTES + MILLISECOND):
            self.assertReadings(3599, end)
        self.assertEnds(end)

    @needs_dates
    def test_a_date_is_stored_in_isoformat(self):
        for end in (NOON, NOON.replace(microsecond=0)):
            self.visitor.on(self.here, ["set_expiry_date", (end + 5 * MINUTES).isoformat()])
            stored = Session.objects.get(pk=self.visitor.key).get_decoded()["_session_expiry"]
            expected = end + 5 * MINUTES
            offset_or_not = expected if self.uses_tz() else expected.replace(tzinfo=None)
            self.assertEqual(stored, offset_or_not.isoformat())

    @needs_dates
    def test_a_date_with_an_offset_is_the_same_instant(self):
        end = (NOON + 90 * MINUTES).astimezone(timezone(timedelta(hours=5, minutes=30)))
        self.visitor.on(self.here, ["set", "name", "Ankit"], ["set_expiry_date", end.isoformat()])
        self.assertReadings(5400, end)
        self.visitor.on(self.there, ["set", "page", 2])
        self.assertEnds(end)

    @needs_dates
    def test_a_past_date_ends_the_session_at_once(self):
        end = NOON - 5 * MINUTES
        self.visitor.on(
            self.here, ["set", "name", "Ankit"], ["set_expiry_date", end.isoformat()]
        )
        self.assertDead(Session.objects.get().session_key)


class ExpiryFromDjango(DjangoFirst, Expiry, ExpiryTestCase):
    @needs_dates
    def test_a_timedelta_becomes_a_fixed_expiry(self):
        answer = self.visitor.on(
            DJANGO, ["set", "name", "Ankit"], ["set_expiry_timedelta", 5400.25]
        )
        end = NOON + 5400.25 * SECOND
        self.assertEqual(answer.max_age, 5400)
        self.assertReadings(5400, end)
        with clock.stopped(NOON + 30 * MINUTES):
            self.assertEqual(self.visitor.on(WORKER, ["set", "page", 2]).max_age, 3600)
        self.assertEnds(end)


class ExpiryFromTheWorker(WorkerFirst, Expiry, ExpiryTestCase):
    pass


class MovedRows:
    """The real clock, and an `expire_date` that was changed in the table."""

    def setUp(self):
        super().setUp()
        self.visitor.on(self.here, ["set", "name", "Ankit"])
        self.now = datetime.now(timezone.utc)

    def move(self, date):
        self.store_text(self.visitor.key, date.strftime("%Y-%m-%d %H:%M:%S.%f"))

    def test_a_row_that_has_just_expired_is_dead(self):
        self.move(self.now)
        self.assertDead(self.visitor.key)

    def test_a_row_that_expires_in_a_minute_is_alive(self):
        self.move(self.now + 1 * MINUTES)
        self.assertAlive(self.visitor.key)

    def test_a_row_that_expired_earlier_today_is_dead(self):
        # As a string, every time of today is less than one with a "T".
        self.move(self.now - 1 * SECOND)
        self.assertDead(self.visitor.key)

    def test_a_date_without_a_fraction_expires_at_the_full_second(self):
        self.store_text(self.visitor.key, "2030-01-02 12:00:00")
        end = NOON.replace(microsecond=0)
        with clock.stopped(end - MILLISECOND):
            self.assertAlive(self.visitor.key)
        with clock.stopped(end):
            self.assertDead(self.visitor.key)

    def test_a_date_with_a_fraction_expires_to_the_millisecond(self):
        self.store_text(self.visitor.key, "2030-01-02 12:00:00.678000")
        with clock.stopped(NOON - MILLISECOND):
            self.assertAlive(self.visitor.key)
        with clock.stopped(NOON):
            self.assertDead(self.visitor.key)


class MovedRowsOfDjango(DjangoFirst, MovedRows, InteropTestCase):
    pass


class MovedRowsOfTheWorker(WorkerFirst, MovedRows, InteropTestCase):
    pass
