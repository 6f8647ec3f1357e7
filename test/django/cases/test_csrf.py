"""CSRF protection: each side accepts the tokens of the other."""

import unittest

import django
from django.contrib.auth import get_user_model
from django.middleware.csrf import _mask_cipher_secret, _unmask_cipher_token
from django.test import override_settings

from cases.base import DjangoFirst, InteropTestCase, Visitor, WorkerFirst
from cases.sides import BOTH, DJANGO, WORKER

needs_bare_secrets = unittest.skipIf(
    django.VERSION < (4, 0), "Django before 4.0 reads only masked secrets from the session"
)


class CsrfTestCase(InteropTestCase):
    def assertAccepted(self, answer):
        """The handler has run and has read the form."""
        self.assertEqual(answer.value, "Ankit")

    def assertRefused(self, answer, reason=None):
        self.assertEqual(answer.status, 403)
        if reason is not None:
            self.assertEqual(answer.body, reason)


class Tokens:
    """The secret is kept in the cookie."""

    def test_a_token_from_here_is_accepted_there_as_a_field(self):
        token = self.visitor.open_form(self.here)
        self.assertEqual(len(token), 64)
        self.assertAccepted(self.visitor.submit(self.there, field=token))

    def test_a_token_from_here_is_accepted_there_as_a_header(self):
        token = self.visitor.open_form(self.here)
        self.assertAccepted(self.visitor.submit(self.there, header=token))
        self.assertAccepted(self.visitor.submit(self.there, field="", header=token))

    def test_put_and_delete_require_the_token(self):
        token = self.visitor.open_form(self.here)
        for method in ("PUT", "DELETE"):
            with self.subTest(method=method):
                accepted = self.visitor.submit(self.there, header=token, method=method)
                self.assertAccepted(accepted)
                self.assertRefused(self.visitor.submit(self.there, method=method))

    def test_only_the_worker_reads_the_field_of_put_and_delete(self):
        token = self.visitor.open_form(self.here)
        for method in ("PUT", "DELETE"):
            with self.subTest(method=method):
                answer = self.visitor.submit(DJANGO, field=token, method=method)
                self.assertRefused(answer)
                self.assertAccepted(self.visitor.submit(WORKER, field=token, method=method))

    def test_the_cookie_value_is_accepted_there_as_a_header(self):
        # The value that a script reads from the cookie.
        self.visitor.open_form(self.here)
        self.assertAccepted(self.visitor.submit(self.there, header=self.visitor.csrf))

    def test_forms_of_both_sides_are_valid_at_the_same_time(self):
        tokens = [self.visitor.open_form(side) for side in (self.here, self.there, self.here)]
        self.assertEqual(len(set(tokens)), 3)
        for token in tokens:
            for side in BOTH:
                with self.subTest(side=str(side)):
                    self.assertAccepted(self.visitor.submit(side, field=token))

    def test_masked_and_bare_cookies_hold_the_same_secret(self):
        # Django before 4.0 stores it masked. Later versions and the Worker store it unmasked.
        secret = _unmask_cipher_token(self.visitor.open_form(self.here))
        for cookie in (secret, _mask_cipher_secret(secret)):
            for side in BOTH:
                with self.subTest(length=len(cookie), side=str(side)):
                    visitor = Visitor(csrf=cookie)
                    token = visitor.open_form(side)
                    self.assertEqual(_unmask_cipher_token(token), secret)
                    self.assertAccepted(Visitor(csrf=cookie).submit(self.there, field=token))
                    self.assertAccepted(visitor.submit(self.here, field=token))

    def test_a_token_for_another_cookie_is_rejected_on_both_sides(self):
        token = self.visitor.open_form(self.here)
        other = Visitor()
        other.open_form(self.there)
        for side in BOTH:
            with self.subTest(side=str(side)):
                self.assertRefused(other.submit(side, field=token))
                self.assertRefused(other.submit(side, header=token))

    def test_a_token_without_the_cookie_is_rejected_on_both_sides(self):
        token = self.visitor.open_form(self.here)
        for side in BOTH:
            with self.subTest(side=str(side)):
                self.assertRefused(Visitor().submit(side, field=token), "CSRF cookie not set.")

    def test_opening_a_form_writes_no_session(self):
        self.visitor.open_form(self.here)
        self.assertIsNone(self.visitor.key)
        self.assertKeys()


class TokensFromDjango(DjangoFirst, Tokens, CsrfTestCase):
    pass


class TokensFromTheWorker(WorkerFirst, Tokens, CsrfTestCase):
    pass


class LoginRotation:
    """A login on one side invalidates all earlier tokens on both sides."""

    def log_in(self, side):
        user = get_user_model().objects.create_user("ankit", password="sessions")
        self.visitor.on(side, ["login", str(user.pk)])

    def assertRotated(self, old):
        new = [self.visitor.open_form(side) for side in BOTH]
        for side in BOTH:
            with self.subTest(side=str(side)):
                self.assertRefused(self.visitor.submit(side, field=old))
                self.assertRefused(self.visitor.submit(side, header=old))
                for token in new:
                    self.assertAccepted(self.visitor.submit(side, field=token))

    def test_a_login_there_rotates_the_secret_in_the_cookie(self):
        old, cookie = self.visitor.open_form(self.here), self.visitor.csrf
        self.log_in(self.there)
        self.assertNotEqual(self.visitor.csrf, cookie)
        self.assertRotated(old)

    @needs_bare_secrets
    @override_settings(CSRF_USE_SESSIONS=True)
    def test_a_login_there_rotates_the_secret_in_the_session(self):
        old, key = self.visitor.open_form(self.here), self.visitor.key
        self.log_in(self.there)
        self.assertNotEqual(self.visitor.key, key)
        self.assertRotated(old)


class LoginRotationByTheWorker(DjangoFirst, LoginRotation, CsrfTestCase):
    pass


class LoginRotationByDjango(WorkerFirst, LoginRotation, CsrfTestCase):
    pass


class SessionTokens:
    """CSRF_USE_SESSIONS: the secret is kept in the session."""

    def setUp(self):
        super().setUp()
        in_session = override_settings(CSRF_USE_SESSIONS=True)
        in_session.enable()
        self.addCleanup(in_session.disable)

    def test_a_token_from_here_is_accepted_there(self):
        token = self.visitor.open_form(self.here)
        self.assertIsNone(self.visitor.csrf)
        self.assertKeys(self.visitor.key)
        self.assertAccepted(self.visitor.submit(self.there, field=token))
        self.assertAccepted(self.visitor.submit(self.there, header=token))

    @needs_bare_secrets
    def test_both_sides_share_one_secret(self):
        tokens = [self.visitor.open_form(side) for side in (self.here, self.there, self.here)]
        secrets = {_unmask_cipher_token(token) for token in tokens}
        self.assertEqual(secrets, {self.visitor.items(self.there)["_csrftoken"]})
        for side in BOTH:
            self.assertAccepted(self.visitor.submit(side, field=tokens[1]))

    def test_a_token_for_another_session_is_rejected_on_both_sides(self):
        token = self.visitor.open_form(self.here)
        other = Visitor()
        other.open_form(self.here)
        for side in BOTH:
            with self.subTest(side=str(side)):
                self.assertRefused(other.submit(side, field=token))

    def test_a_cookie_does_not_replace_the_secret_in_the_session(self):
        self.visitor.csrf = "a" * 32
        for side in BOTH:
            with self.subTest(side=str(side)):
                answer = self.visitor.submit(side, field=self.visitor.csrf)
                self.assertRefused(answer, "CSRF cookie not set.")


class SessionTokensFromDjango(DjangoFirst, SessionTokens, CsrfTestCase):
    pass


@needs_bare_secrets
class SessionTokensFromTheWorker(WorkerFirst, SessionTokens, CsrfTestCase):
    pass
