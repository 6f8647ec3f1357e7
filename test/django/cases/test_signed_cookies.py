"""Sessions in signed cookies, which both sides share without a table."""

import random
import string

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import override_settings

from cases.base import DjangoFirst, InteropTestCase, Visitor, WorkerFirst, needs_fallbacks
from cases.clock import MILLISECOND, NOON, SECOND, clock
from cases.sides import BOTH, DJANGO, WORKER
from cases.test_secret_keys import NEW_KEY, NEW_KEY_AND_OLD, OLD_KEY
from cases.test_sharing import VALUES


class CookieTestCase(InteropTestCase):
    """The clock stands at noon, and sessions are in cookies on both sides."""

    def setUp(self):
        super().setUp()
        engine = override_settings(
            SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies"
        )
        engine.enable()
        self.addCleanup(engine.disable)
        noon = clock.stopped(NOON)
        noon.__enter__()
        self.addCleanup(noon.__exit__, None, None, None)

    def tearDown(self):
        self.assertEqual(Session.objects.count(), 0)

    def assertHolds(self, cookie, expected, sides=BOTH):
        """The sides read these values from a cookie. The visitor's own cookie is kept."""
        for side in sides:
            with self.subTest(side=str(side)):
                self.assertEqual(Visitor(cookie).items(side), expected)

    def assertLastMoment(self, moment, sides=BOTH):
        """The session is alive at this moment and expired a millisecond later."""
        with clock.stopped(moment):
            self.assertHolds(self.visitor.key, self.visitor.items(self.here), sides)
            self.assertNotEqual(self.visitor.items(self.here), {})
        with clock.stopped(moment + MILLISECOND):
            self.assertHolds(self.visitor.key, {}, sides)


class Cookies:
    def test_values_are_readable_on_both_sides(self):
        self.visitor.on(self.here, ["update", VALUES])
        self.assertHolds(self.visitor.key, VALUES)

    def test_both_sides_set_the_same_cookie(self):
        answers = [Visitor().on(side, ["set", "name", "Ankit"]) for side in (self.here, self.there)]
        self.assertEqual(*[answer.cookie.value for answer in answers])
        for attribute in ("path", "domain", "max-age", "secure", "httponly", "samesite"):
            self.assertEqual(*[answer.cookie[attribute] for answer in answers], attribute)
        for answer in answers:
            self.assertIn(f"sessionid={answer.cookie.value};", answer.set_cookies[0])
            self.assertEqual(answer.vary, "Cookie")

    def test_reading_sets_no_cookie(self):
        self.visitor.on(self.here, ["set", "name", "Ankit"])
        answer = self.visitor.on(self.there, ["get", "name"])
        self.assertEqual(answer.value, "Ankit")
        self.assertIsNone(answer.cookie)
        self.assertEqual(answer.vary, "Cookie")

    def test_both_sides_update_in_turn(self):
        self.visitor.on(self.here, ["update", {"visits": 0, "cart": []}])
        for turn in range(5):
            for side in (self.there, self.here):
                self.visitor.on(side, ["increment", "visits"], ["append", "cart", turn])
        expected = {"visits": 10, "cart": [turn for turn in range(5) for _ in range(2)]}
        self.assertHolds(self.visitor.key, expected)

    def test_cycle_key_keeps_the_data(self):
        self.visitor.on(self.here, ["update", VALUES])
        with clock.stopped(NOON + 5 * SECOND):
            old = self.visitor.key
            self.visitor.on(self.there, ["cycle_key"])
            self.assertNotEqual(self.visitor.key, old)
            self.assertHolds(self.visitor.key, VALUES)

    def test_a_flush_deletes_the_cookie_but_a_copy_stays_valid(self):
        self.visitor.on(self.here, ["set", "name", "Ankit"])
        copy = self.visitor.key
        answer = self.visitor.on(self.there, ["flush"])
        self.assertEqual(answer.max_age, 0)
        self.assertIsNone(self.visitor.key)
        self.assertHolds(copy, {"name": "Ankit"})

    def test_a_write_after_a_flush_starts_a_new_session(self):
        self.visitor.on(self.here, ["update", VALUES])
        self.visitor.on(self.there, ["flush"], ["set", "name", "Mira"])
        self.assertHolds(self.visitor.key, {"name": "Mira"})

    def test_a_cleared_session_is_empty(self):
        self.visitor.on(self.here, ["update", VALUES])
        self.visitor.on(self.there, ["clear"])
        self.assertHolds(self.visitor.key, {})

    def test_a_tampered_cookie_is_rejected(self):
        self.visitor.on(self.here, ["set", "name", "Ankit"])
        for at in range(0, len(self.visitor.key), 7):
            other = "A" if self.visitor.key[at] != "A" else "B"
            self.assertHolds(self.visitor.key[:at] + other + self.visitor.key[at + 1 :], {})

    def test_a_login_is_shared_and_a_password_change_ends_copies(self):
        user = get_user_model().objects.create_user("ankit", password="sessions")
        self.visitor.on(self.here, ["set", "cart", ["tea"]], ["login", str(user.pk)])
        copy = Visitor(self.visitor.key)
        for side in BOTH:
            self.assertEqual(self.visitor.on(side, ["user"]).value["username"], "ankit")
        self.visitor.on(self.there, ["change_password", make_password("cookies")])
        for side in BOTH:
            self.assertEqual(self.visitor.on(side, ["user"]).value["username"], "ankit")
            self.assertIsNone(Visitor(copy.key).on(side, ["user"]).value)
        self.assertEqual(self.visitor.items(self.here)["cart"], ["tea"])


class CookiesFromDjango(DjangoFirst, Cookies, CookieTestCase):
    pass


class CookiesFromTheWorker(WorkerFirst, Cookies, CookieTestCase):
    pass


class CookieRotation:
    """`here` signs with the old key. `there` has the new one, mostly with the old as a fallback."""

    def setUp(self):
        super().setUp()
        with OLD_KEY:
            self.visitor.on(self.here, ["set", "name", "Ankit"])

    def test_a_cookie_signed_with_the_old_key_is_saved_with_the_new_one(self):
        with NEW_KEY_AND_OLD:
            self.assertEqual(self.visitor.items(self.there), {"name": "Ankit"})
            self.visitor.on(self.there, ["set", "page", 2])
        with NEW_KEY:
            self.assertHolds(self.visitor.key, {"name": "Ankit", "page": 2})

    def test_a_cookie_signed_with_an_unknown_key_is_rejected(self):
        with NEW_KEY:
            self.assertHolds(self.visitor.key, {})


class CookieRotationFromDjango(DjangoFirst, CookieRotation, CookieTestCase):
    pass


@needs_fallbacks
class CookieRotationFromTheWorker(WorkerFirst, CookieRotation, CookieTestCase):
    pass


class CookieBounds(CookieTestCase):
    # Characters that hardly compress, the same in every run.
    TEXT = "".join(random.Random(7).choices(string.ascii_letters + string.digits, k=9000))

    def test_a_session_that_fits_is_readable_on_both_sides(self):
        for side in BOTH:
            visitor = Visitor()
            visitor.on(side, ["set", "text", self.TEXT[:3800]])
            self.assertGreater(len(visitor.key), 3700)
            self.assertHolds(visitor.key, {"text": self.TEXT[:3800]})

    def test_the_worker_rejects_a_session_that_is_too_large(self):
        answer = WORKER.request(None, [["set", "text", self.TEXT]])
        self.assertEqual(answer.status, 500)
        self.assertIn("SessionTooLarge: Expected the session to be at most 4086 bytes", answer.body)
        self.assertIsNone(answer.cookie)

    def test_the_worker_ignores_a_cookie_larger_than_browsers_accept(self):
        answer = DJANGO.request(None, [["set", "text", self.TEXT]])
        self.assertGreater(len(answer.cookie.value), 4096)
        self.assertEqual(WORKER.request(answer.cookie.value, [["items"]]).value, {})

    def test_data_signed_for_the_table_is_rejected_on_both_sides(self):
        self.assertHolds(SessionStore().encode({"name": "Mallory"}), {})
