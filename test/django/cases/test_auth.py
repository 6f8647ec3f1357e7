"""Who is logged in: the same person on both sides, and nobody on both after the end."""

import unittest

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password

from cases.base import DjangoFirst, InteropTestCase, Visitor, WorkerFirst
from cases.sides import BOTH
from cases.test_secret_keys import NEW_KEY, NEW_KEY_AND_OLD, OLD_KEY

CART = ["set", "cart", ["tea"]]

# What else a site may have in the column: nothing of it must matter here.
PASSWORDS = [
    "pbkdf2_sha256$1000000$Zm9vYmFyYmF6cXV4MTI$3vY9TjP2mE9kqW+dA0d0kM/7n1w4b0yq1VqJkB5uX2E=",
    "argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
    "!3k9cX0v5Ww7QmTnBzRyUeLpAsDfGhJkI1o2P3q4R",
    "größe-中文-👋",
    "",
]

needs_fallback_hashes = unittest.skipUnless(
    hasattr(AbstractBaseUser, "get_session_auth_fallback_hash"),
    "Django before 4.1.8 keeps no login under SECRET_KEY_FALLBACKS",
)


class AuthTestCase(InteropTestCase):
    def setUp(self):
        super().setUp()
        self.ankit, self.zoe = [
            get_user_model().objects.create_user(name, password="sessions")
            for name in ("ankit", "zoë")
        ]

    def log_in(self, side, user, visitor=None):
        (visitor or self.visitor).on(side, ["login", str(user.pk)])

    def assertUser(self, user, visitor=None):
        """Both sides know the visitor as the user; None: as nobody."""
        for side in BOTH:
            self.assertUserOn(side, user, visitor)

    def assertUserOn(self, side, user, visitor=None):
        expected = user and {"id": str(user.pk), "username": user.username}
        with self.subTest(side=str(side)):
            self.assertEqual((visitor or self.visitor).on(side, ["user"]).value, expected)


class Login:
    def test_who_logs_in_here_is_the_user_on_both(self):
        for user in (self.ankit, self.zoe):
            visitor = Visitor()
            self.log_in(self.here, user, visitor)
            self.assertUser(user, visitor)

    def test_a_visitor_without_a_session_is_nobody(self):
        self.assertUser(None)
        self.assertIsNone(self.visitor.key)
        self.assertKeys()

    def test_an_anonymous_session_goes_on_under_a_new_key(self):
        self.visitor.on(self.here, CART)
        old = self.visitor.key
        self.log_in(self.there, self.ankit)
        self.assertKeys(self.visitor.key)
        self.assertNotEqual(self.visitor.key, old)
        self.assertUser(self.ankit)
        self.assertEqual(self.visitor.items(self.here)["cart"], ["tea"])
        self.assertDead(old)

    def test_another_user_there_begins_with_an_empty_session(self):
        self.log_in(self.here, self.ankit)
        self.visitor.on(self.here, CART)
        old = self.visitor.key
        self.log_in(self.there, self.zoe)
        self.assertUser(self.zoe)
        self.assertNotIn("cart", self.visitor.items(self.here))
        self.assertKeys(self.visitor.key)
        self.assertDead(old)

    def test_the_same_user_there_goes_on_with_the_session(self):
        self.log_in(self.here, self.ankit)
        self.visitor.on(self.here, CART)
        key = self.visitor.key
        self.log_in(self.there, self.ankit)
        self.assertUser(self.ankit)
        self.assertEqual(self.visitor.key, key)
        self.assertEqual(self.visitor.items(self.here)["cart"], ["tea"])

    def test_both_write_the_same_into_the_session(self):
        sessions = []
        for side in (self.here, self.there):
            visitor = Visitor()
            self.log_in(side, self.ankit, visitor)
            sessions.append(visitor.items(self.there))
        self.assertEqual(*sessions)

    def test_any_stored_password_will_do(self):
        for password in PASSWORDS:
            with self.subTest(password=password):
                get_user_model().objects.filter(pk=self.ankit.pk).update(password=password)
                visitor = Visitor()
                self.log_in(self.here, self.ankit, visitor)
                self.assertUser(self.ankit, visitor)


class Logout:
    def setUp(self):
        super().setUp()
        self.log_in(self.here, self.ankit)
        self.visitor.on(self.here, CART)

    def test_a_logout_ends_it_on_both(self):
        for side in BOTH:
            with self.subTest(side=str(side)):
                visitor = Visitor()
                self.log_in(self.here, self.zoe, visitor)
                key = visitor.key
                visitor.on(side, ["logout"])
                self.assertIsNone(visitor.key)
                self.assertUser(None, visitor)
                self.assertDead(key)
        self.assertKeys(self.visitor.key)

    def test_an_inactive_user_is_nobody_until_active_again(self):
        self.ankit.is_active = False
        self.ankit.save()
        self.assertUser(None)
        self.ankit.is_active = True
        self.ankit.save()
        self.assertUser(self.ankit)

    def test_a_deleted_user_is_nobody(self):
        self.ankit.delete()
        self.assertUser(None)

    def test_a_backend_that_the_site_does_not_have_counts_for_nobody(self):
        self.visitor.on(self.there, ["set", "_auth_user_backend", "elsewhere.Backend"])
        self.assertUser(None)

    def test_a_session_without_the_hash_ends(self):
        for side in BOTH:
            with self.subTest(side=str(side)):
                visitor = Visitor()
                self.log_in(self.here, self.zoe, visitor)
                visitor.on(self.there, ["delete", "_auth_user_hash"])
                key = visitor.key
                self.assertUserOn(side, None, visitor)
                self.assertIsNone(visitor.key)
                self.assertDead(key)


class PasswordChange:
    def setUp(self):
        super().setUp()
        self.log_in(self.here, self.ankit)
        self.elsewhere = [Visitor() for _ in BOTH]
        for side, visitor in zip(BOTH, self.elsewhere):
            self.log_in(side, self.ankit, visitor)

    def test_ends_every_session_of_the_user_at_its_next_use(self):
        neighbour = Visitor()
        self.log_in(self.here, self.zoe, neighbour)
        self.ankit.set_password("cookies")
        self.ankit.save()
        # One session is used first here, one first there.
        for side, visitor in zip(reversed(BOTH), self.elsewhere):
            key = visitor.key
            self.assertUserOn(side, None, visitor)
            self.assertIsNone(visitor.key)
            self.assertDead(key)
        self.assertUserOn(self.there, None)
        self.assertUser(self.zoe, neighbour)
        self.assertKeys(neighbour.key)

    def test_update_session_auth_hash_there_keeps_this_session_only(self):
        self.visitor.on(self.here, CART)
        old = self.visitor.key
        self.visitor.on(self.there, ["change_password", make_password("cookies")])
        self.assertNotEqual(self.visitor.key, old)
        self.assertUser(self.ankit)
        self.assertEqual(self.visitor.items(self.here)["cart"], ["tea"])
        self.assertDead(old)
        for visitor in self.elsewhere:
            self.assertUser(None, visitor)
        self.assertKeys(self.visitor.key)

    def test_a_login_with_the_new_password_begins_with_an_empty_session(self):
        self.visitor.on(self.here, CART)
        self.ankit.set_password("cookies")
        self.ankit.save()
        self.log_in(self.there, self.ankit)
        self.assertUser(self.ankit)
        self.assertNotIn("cart", self.visitor.items(self.here))


class LoginsFromDjango(DjangoFirst, Login, AuthTestCase):
    pass


class LoginsFromTheWorker(WorkerFirst, Login, AuthTestCase):
    pass


class LogoutsOfDjangosSessions(DjangoFirst, Logout, AuthTestCase):
    pass


class LogoutsOfTheWorkersSessions(WorkerFirst, Logout, AuthTestCase):
    pass


class PasswordChangesByTheWorker(DjangoFirst, PasswordChange, AuthTestCase):
    pass


class PasswordChangesByDjango(WorkerFirst, PasswordChange, AuthTestCase):
    pass


class LoginUnderAnOldKey:
    """`here` logs in under the old secret; `there` has the new one, and the old as a fallback."""

    def setUp(self):
        super().setUp()
        with OLD_KEY:
            self.log_in(self.here, self.ankit)
            self.visitor.on(self.here, CART)

    def test_stays_logged_in(self):
        old = self.visitor.key
        with NEW_KEY_AND_OLD:
            self.assertUserOn(self.there, self.ankit)
            self.assertNotEqual(self.visitor.key, old)
            self.assertDead(old)
        # From now on without the old key.
        with NEW_KEY:
            self.assertUser(self.ankit)
            self.assertEqual(self.visitor.items(self.here)["cart"], ["tea"])

    def test_stays_logged_in_when_something_else_was_saved_first(self):
        with NEW_KEY_AND_OLD:
            self.visitor.on(self.there, ["set", "page", 2])
            self.assertUserOn(self.there, self.ankit)
        with NEW_KEY:
            self.assertUser(self.ankit)

    def test_ends_when_the_password_has_changed(self):
        self.ankit.set_password("cookies")
        self.ankit.save()
        with NEW_KEY_AND_OLD:
            self.assertUserOn(self.there, None)
        self.assertKeys()

    def test_ends_without_the_old_key(self):
        with NEW_KEY:
            self.assertUser(None)


class LoginsUnderAnOldKeyOfDjango(DjangoFirst, LoginUnderAnOldKey, AuthTestCase):
    pass


@needs_fallback_hashes
class LoginsUnderAnOldKeyOfTheWorker(WorkerFirst, LoginUnderAnOldKey, AuthTestCase):
    pass
