"""Changes of the password and of SECRET_KEY during a login."""

import unittest

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password

from cases.auth_case import CART, AuthTestCase
from cases.base import DjangoFirst, Visitor, WorkerFirst
from cases.sides import BOTH
from cases.test_secret_keys import NEW_KEY, NEW_KEY_AND_OLD, OLD_KEY

needs_fallback_hashes = unittest.skipUnless(
    hasattr(AbstractBaseUser, "get_session_auth_fallback_hash"),
    "Django before 4.1.8 keeps no login under SECRET_KEY_FALLBACKS",
)


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
        # Each session is first used on the side that did not create it.
        for side, visitor in zip(reversed(BOTH), self.elsewhere):
            key = visitor.key
            self.assertUserOn(side, None, visitor)
            self.assertIsNone(visitor.key)
            self.assertDead(key)
        self.assertUserOn(self.there, None)
        self.assertUser(self.zoe, neighbour)
        self.assertKeys(neighbour.key)

    def test_update_session_auth_hash_keeps_only_the_current_session(self):
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

    def test_a_login_with_the_new_password_starts_with_an_empty_session(self):
        self.visitor.on(self.here, CART)
        self.ankit.set_password("cookies")
        self.ankit.save()
        self.log_in(self.there, self.ankit)
        self.assertUser(self.ankit)
        self.assertNotIn("cart", self.visitor.items(self.here))


class PasswordChangesByTheWorker(DjangoFirst, PasswordChange, AuthTestCase):
    pass


class PasswordChangesByDjango(WorkerFirst, PasswordChange, AuthTestCase):
    pass


class LoginUnderAnOldKey:
    """`here` logs in under the old secret. `there` has the new one, with the old as a fallback."""

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

    def test_stays_logged_in_after_an_unrelated_save(self):
        with NEW_KEY_AND_OLD:
            self.visitor.on(self.there, ["set", "page", 2])
            self.assertUserOn(self.there, self.ankit)
        with NEW_KEY:
            self.assertUser(self.ankit)

    def test_ends_after_a_password_change(self):
        self.ankit.set_password("cookies")
        self.ankit.save()
        with NEW_KEY_AND_OLD:
            self.assertUserOn(self.there, None)
        self.assertKeys()

    def test_ends_without_the_old_key_as_a_fallback(self):
        with NEW_KEY:
            self.assertUser(None)


class LoginsUnderAnOldKeyOfDjango(DjangoFirst, LoginUnderAnOldKey, AuthTestCase):
    pass


@needs_fallback_hashes
class LoginsUnderAnOldKeyOfTheWorker(WorkerFirst, LoginUnderAnOldKey, AuthTestCase):
    pass
