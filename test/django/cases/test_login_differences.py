"""The documented differences from Django's logins, each checked on both sides."""

from django.contrib.auth import get_user_model
from django.test import override_settings

from cases.auth_case import CART, AuthTestCase
from cases.base import Visitor
from cases.sides import BOTH, DJANGO, WORKER

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
ALLAUTH = "allauth.account.auth_backends.AuthenticationBackend"


class LoginDifferences(AuthTestCase):
    def test_only_the_worker_replaces_the_key_when_the_same_user_logs_in_again(self):
        is_kept = []
        for side in BOTH:
            visitor = Visitor()
            self.log_in(side, self.ankit, visitor)
            old = visitor.key
            self.log_in(side, self.ankit, visitor)
            self.assertUser(self.ankit, visitor)
            is_kept.append(visitor.key == old)
        self.assertEqual(is_kept, [True, False])

    def test_only_the_worker_rejects_a_user_with_an_empty_password(self):
        get_user_model().objects.filter(pk=self.ankit.pk).update(password="")
        statuses = [Visitor().on(side, ["login", str(self.ankit.pk)]).status for side in BOTH]
        self.assertEqual(statuses, [200, 500])

    def test_only_django_records_the_last_login(self):
        for side, is_recorded in ((WORKER, False), (DJANGO, True)):
            self.log_in(side, self.ankit, Visitor())
            self.ankit.refresh_from_db()
            self.assertEqual(self.ankit.last_login is not None, is_recorded)

    def test_the_worker_accepts_only_listed_backends(self):
        self.log_in(DJANGO, self.ankit)
        self.visitor.on(DJANGO, CART, ["set", "_auth_user_backend", ALLAUTH])
        key = self.visitor.key
        self.assertUserOn(WORKER, None)
        self.assertEqual(self.visitor.key, key)
        with override_settings(AUTHENTICATION_BACKENDS=[MODEL_BACKEND, ALLAUTH]):
            self.assertUserOn(WORKER, self.ankit)
