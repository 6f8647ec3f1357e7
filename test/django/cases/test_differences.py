"""The documented differences from Django, each checked on both sides."""

import json

from django.contrib.sessions.backends.base import UpdateError
from django.test import override_settings

from cases import meanwhile
from cases.base import InteropTestCase, Visitor
from cases.sides import BOTH, DJANGO, WORKER

DAY = 86_400
UUID = "1F3C9C3E-0000-4000-8000-000000000000"
FORTY_HEX = "0123456789abcdef0123456789abcdef01234567"

save_every_request = override_settings(SESSION_SAVE_EVERY_REQUEST=True)


class Cookies(InteropTestCase):
    def test_only_the_worker_deletes_the_cookie_with_http_only(self):
        flags = []
        for side in BOTH:
            visitor = Visitor(self.store_session({"name": "Ankit"}))
            flags.append(bool(visitor.on(side, ["flush"]).cookie["httponly"]))
        self.assertEqual(flags, [False, True])

    def test_only_the_worker_limits_the_cookie_to_400_days(self):
        ages = [
            Visitor().on(side, ["set", "name", "Ankit"], ["set_expiry", 500 * DAY]).max_age
            for side in BOTH
        ]
        self.assertEqual(ages, [500 * DAY, 400 * DAY])

    @save_every_request
    def test_only_django_rejects_a_read_of_a_session_that_ends_during_it(self):
        statuses = []
        for side in BOTH:
            visitor = Visitor(self.store_session({"name": "Ankit"}))
            other_tab = Visitor(visitor.key)
            with meanwhile.happens(lambda tab=other_tab: tab.on(DJANGO, ["flush"])):
                answer = visitor.on(side, ["get", "name"], ["meanwhile"])
            self.assertIsNone(answer.cookie)
            statuses.append(answer.status)
        self.assertEqual(statuses, [400, 200])

    @save_every_request
    def test_the_worker_does_not_resend_the_cookie_for_a_fixed_date(self):
        data = {"name": "Ankit", "_session_expiry": "2090-01-01T00:00:00+00:00"}
        key = self.store_session(data)
        # The first request corrects the date of the row.
        cookies = [WORKER.request(key, [["get", "name"]]).cookie for _ in range(2)]
        self.assertIsNotNone(cookies[0])
        self.assertIsNone(cookies[1])


class Saving(InteropTestCase):
    def test_only_the_worker_creates_a_session_on_saving_an_unknown_key(self):
        with self.assertRaises(UpdateError):
            DJANGO.request("0" * 32, [["save"]])
        visitor = Visitor("0" * 32)
        self.assertEqual(visitor.on(WORKER, ["save"]).status, 200)
        self.assertNotEqual(visitor.key, "0" * 32)
        self.assertKeys(visitor.key)

    def test_only_django_creates_a_row_on_cycling_the_key_of_an_empty_session(self):
        self.assertIsNone(Visitor().on(WORKER, ["cycle_key"]).cookie)
        self.assertKeys()
        Visitor().on(DJANGO, ["cycle_key"])
        with self.assertRaises(AssertionError):
            self.assertKeys()

    def test_the_worker_uses_the_default_for_a_malformed_expiry(self):
        for expiry in ("soon", "2030-99-99", [], True):
            with self.subTest(expiry=expiry):
                key = self.store_session({"name": "Ankit", "_session_expiry": expiry})
                answer = WORKER.request(key, [["expiry_age"], ["set", "page", 2]])
                self.assertEqual(answer.results[0], 1_209_600)
                self.assertEqual(answer.max_age, 1_209_600)

    def test_only_django_reports_an_expired_row_as_existing(self):
        key = self.store_session({"name": "Ankit"})
        self.store_text(key, "2001-01-01 00:00:00")
        self.assertTrue(DJANGO.request(None, [["exists", key]]).value)
        self.assertFalse(WORKER.request(None, [["exists", key]]).value)

    def test_only_the_worker_rejects_writes_to_the_login_keys(self):
        for key in ("_auth_user_id", "_auth_user_backend", "_auth_user_hash"):
            with self.subTest(key=key):
                self.assertEqual(DJANGO.request(None, [["set", key, "1"]]).status, 200)
                self.assertEqual(WORKER.request(None, [["set", key, "1"]]).status, 500)


class ForeignKeys(InteropTestCase):
    """The Worker neither uses nor deletes the keys of a custom engine of the site."""

    def test_the_worker_keeps_a_cookie_that_it_did_not_read(self):
        for key in (UUID, FORTY_HEX, "A" * 32):
            with self.subTest(key=key):
                self.assertIsNone(WORKER.request(key, []).cookie)

    def test_the_worker_ignores_sessions_with_foreign_keys(self):
        for key in (UUID, "A" * 32):
            with self.subTest(key=key):
                self.store_session({"name": "Ankit"}, key)
                self.assertEqual(DJANGO.request(key, [["items"]]).value, {"name": "Ankit"})
                self.assertEqual(WORKER.request(key, [["items"]]).value, {})


class NoDifferences(InteropTestCase):
    """Former differences, found by random runs against Django."""

    def test_keys_that_look_like_integers_keep_their_order(self):
        data = {"10": 1, "2": 2, "a": 3, "nested": {"7": 1, "1": 2}}
        key = self.store_session(data)
        WORKER.request(key, [["set", "page", 2]])
        after = DJANGO.request(key, [["items"]]).value
        self.assertEqual(json.dumps(after), json.dumps({**data, "page": 2}))

    def test_an_offset_with_seconds_is_read_exactly(self):
        key = self.store_session({"_session_expiry": "2031-03-01T05:55:08+05:53:28"})
        # 2031-03-01T00:01:40Z
        self.assertEqual(WORKER.request(key, [["expiry_date"]]).value, 1_930_089_700)

    def test_every_date_format_that_django_reads_is_supported(self):
        for text in (
            "2091-01-02T03:04:05Z",
            "2091-01-02T03:04:05+00:00",
            "2091-01-02 03:04:05+00:00",
            "2091-01-02 03:04:05.5",
            "2091-01-02 03:04:05.67+02:00",
            "2091-01-02 03:04",
        ):
            with self.subTest(text=text):
                key = self.store_session({"name": "Ankit"})
                self.store_text(key, text)
                self.assertAlive(key)
                WORKER.request(key, [["set", "page", 2]])
                self.assertAlive(key)

    def test_a_session_that_ends_after_a_save_interrupts_both_sides(self):
        for side, other_side in ((DJANGO, WORKER), (WORKER, DJANGO)):
            with self.subTest(side=str(side)):
                visitor = Visitor(self.store_session({"name": "Ankit"}))
                other_tab = Visitor(visitor.key)
                with meanwhile.happens(lambda: other_tab.on(other_side, ["flush"])):
                    answer = visitor.on(side, ["set", "page", 2], ["save"], ["meanwhile"])
                self.assertEqual(answer.status, 400)
                self.assertIsNone(answer.cookie)
                self.assertKeys()
