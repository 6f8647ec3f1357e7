"""The base of the login cases: two users, and assertions about the current user."""

from django.contrib.auth import get_user_model

from cases.base import InteropTestCase
from cases.sides import BOTH

CART = ["set", "cart", ["tea"]]


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
        """Both sides see this user; None for an anonymous visitor."""
        for side in BOTH:
            self.assertUserOn(side, user, visitor)

    def assertUserOn(self, side, user, visitor=None):
        expected = user and {"id": str(user.pk), "username": user.username}
        with self.subTest(side=str(side)):
            self.assertEqual((visitor or self.visitor).on(side, ["user"]).value, expected)
