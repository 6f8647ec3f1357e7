"""Logins and logouts are shared by both sides."""

from django.contrib.auth import get_user_model
from django.db import connection

from cases.auth_case import CART, AuthTestCase
from cases.base import DjangoFirst, Visitor, WorkerFirst
from cases.sides import BOTH, DJANGO

# Other formats of password hashes that a site may store.
PASSWORDS = [
    "pbkdf2_sha256$1000000$Zm9vYmFyYmF6cXV4MTI$3vY9TjP2mE9kqW+dA0d0kM/7n1w4b0yq1VqJkB5uX2E=",
    "argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
    "!3k9cX0v5Ww7QmTnBzRyUeLpAsDfGhJkI1o2P3q4R",
    "größe-中文-👋",
]


def forget_large_ids():
    """Resets the ids, because SQLite continues from the largest one used so far."""
    get_user_model().objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'auth_user'")


class Login:
    def test_a_login_here_is_valid_on_both_sides(self):
        for user in (self.ankit, self.zoe):
            visitor = Visitor()
            self.log_in(self.here, user, visitor)
            self.assertUser(user, visitor)

    def test_a_visitor_without_a_session_is_anonymous(self):
        self.assertUser(None)
        self.assertIsNone(self.visitor.key)
        self.assertKeys()

    def test_an_anonymous_session_continues_under_a_new_key(self):
        self.visitor.on(self.here, CART)
        old = self.visitor.key
        self.log_in(self.there, self.ankit)
        self.assertKeys(self.visitor.key)
        self.assertNotEqual(self.visitor.key, old)
        self.assertUser(self.ankit)
        self.assertEqual(self.visitor.items(self.here)["cart"], ["tea"])
        self.assertDead(old)

    def test_another_user_there_starts_with_an_empty_session(self):
        self.log_in(self.here, self.ankit)
        self.visitor.on(self.here, CART)
        old = self.visitor.key
        self.log_in(self.there, self.zoe)
        self.assertUser(self.zoe)
        self.assertNotIn("cart", self.visitor.items(self.here))
        self.assertKeys(self.visitor.key)
        self.assertDead(old)

    def test_the_same_user_keeps_the_session_data(self):
        self.log_in(self.here, self.ankit)
        self.visitor.on(self.here, CART)
        self.log_in(self.there, self.ankit)
        self.assertUser(self.ankit)
        self.assertKeys(self.visitor.key)
        self.assertEqual(self.visitor.items(self.here)["cart"], ["tea"])

    def test_an_integer_user_id_is_accepted(self):
        self.log_in(DJANGO, self.ankit)
        self.visitor.on(DJANGO, ["set", "_auth_user_id", self.ankit.pk], CART)
        self.assertUser(self.ankit)
        self.log_in(self.there, self.ankit)
        self.assertUser(self.ankit)
        self.assertEqual(self.visitor.items(self.here)["cart"], ["tea"])

    def test_user_ids_above_2_to_the_53_are_distinguished(self):
        self.addCleanup(forget_large_ids)
        for name, pk in (("alice", 2**53), ("bob", 2**53 + 1)):
            user = get_user_model().objects.create_user(name, id=pk)
            visitor = Visitor()
            self.log_in(self.here, user, visitor)
            self.assertUser(user, visitor)

    def test_both_sides_store_the_same_data(self):
        sessions = []
        for side in (self.here, self.there):
            visitor = Visitor()
            self.log_in(side, self.ankit, visitor)
            sessions.append(visitor.items(self.there))
        self.assertEqual(*sessions)

    def test_every_password_hash_format_is_supported(self):
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

    def test_a_logout_ends_the_session_on_both_sides(self):
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

    def test_an_inactive_user_is_anonymous_until_reactivated(self):
        self.ankit.is_active = False
        self.ankit.save()
        self.assertUser(None)
        self.ankit.is_active = True
        self.ankit.save()
        self.assertUser(self.ankit)

    def test_a_deleted_user_is_anonymous(self):
        self.ankit.delete()
        self.assertUser(None)

    def test_a_login_with_an_unknown_backend_is_anonymous(self):
        self.visitor.on(DJANGO, ["set", "_auth_user_backend", "elsewhere.Backend"])
        self.assertUser(None)

    def test_a_login_without_a_hash_ends_the_session(self):
        for side in BOTH:
            with self.subTest(side=str(side)):
                visitor = Visitor()
                self.log_in(self.here, self.zoe, visitor)
                visitor.on(DJANGO, ["delete", "_auth_user_hash"])
                key = visitor.key
                self.assertUserOn(side, None, visitor)
                self.assertIsNone(visitor.key)
                self.assertDead(key)


class LoginsFromDjango(DjangoFirst, Login, AuthTestCase):
    pass


class LoginsFromTheWorker(WorkerFirst, Login, AuthTestCase):
    pass


class LogoutsOfDjangosSessions(DjangoFirst, Logout, AuthTestCase):
    pass


class LogoutsOfTheWorkersSessions(WorkerFirst, Logout, AuthTestCase):
    pass
