"""Django changes or ends a session that a browser has cached (`cookieCache`)."""

from django.contrib.sessions.backends.db import SessionStore
from django.test import override_settings

from cases.base import InteropTestCase
from cases.sides import WORKER

COPY = "sessionid_cache"


class CookieCache(InteropTestCase):
    def setUp(self):
        super().setUp()
        copies = override_settings(SESSION_COOKIE_CACHE=60)
        copies.enable()
        self.addCleanup(copies.disable)
        self.cookies = {}
        self.on_worker(["update", {"name": "Ankit", "visits": 1}])
        self.django = SessionStore(self.cookies["sessionid"])

    def on_worker(self, *operations):
        """Runs operations with the cookies of the browser and stores those of the answer."""
        answer = WORKER.operate(self.cookies, operations)
        for name in ("sessionid", COPY):
            cookie = answer.cookie_named(name)
            if cookie is not None:
                self.cookies[name] = cookie.value or None
        return answer

    def change_in_django(self, name, value):
        self.django[name] = value
        self.django.save()

    def test_a_change_by_django_is_visible_after_a_fresh_load(self):
        self.change_in_django("name", "Mira")
        self.assertEqual(self.on_worker(["get", "name"]).value, "Ankit")
        self.assertEqual(self.on_worker(["load_fresh"], ["get", "name"]).value, "Mira")
        self.assertEqual(self.on_worker(["get", "name"]).value, "Mira")

    def test_the_worker_keeps_a_change_by_django(self):
        self.change_in_django("name", "Mira")
        self.on_worker(["increment", "visits"])
        stored = SessionStore(self.cookies["sessionid"])
        self.assertEqual([stored["name"], stored["visits"]], ["Mira", 2])
        self.assertEqual(self.on_worker(["items"]).value, {"name": "Mira", "visits": 2})

    def test_the_worker_does_not_write_a_session_that_django_ended(self):
        self.django.flush()
        self.assertEqual(self.on_worker(["get", "name"]).value, "Ankit")
        self.assertEqual(self.on_worker(["increment", "visits"]).status, 400)
        self.assertKeys()
        self.assertIsNone(self.on_worker(["get", "name"]).value)
