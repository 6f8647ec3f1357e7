"""Forged requests are rejected for the same reasons on both sides."""

import unittest

import django
from django.middleware.csrf import _mask_cipher_secret

from cases.base import Visitor
from cases.sides import BOTH
from cases.test_csrf import CsrfTestCase

needs_reasons = unittest.skipIf(
    django.VERSION < (4, 2), "Django before 4.2 gives other reasons for a refusal"
)
needs_origins = unittest.skipIf(django.VERSION < (4, 0), "Django before 4.0 checks no Origin")


class Refusals(CsrfTestCase):
    """Both sides reject the same requests for the same reasons."""

    SECRET = "abcdefghijklmnopqrstuvwxyzABCDEF"
    OTHER = "0" * 32

    def assertReason(self, reason, csrf, **sent):
        for side in BOTH:
            with self.subTest(side=str(side), csrf=csrf, sent=sent):
                self.assertRefused(Visitor(csrf=csrf).submit(side, **sent), reason)

    @needs_reasons
    def test_cookie_errors(self):
        token = _mask_cipher_secret(self.SECRET)
        self.assertReason("CSRF cookie not set.", None, field=token)
        self.assertReason("CSRF cookie has incorrect length.", "short", field=token)
        self.assertReason("CSRF cookie has invalid characters.", "-" * 32, field=token)

    @needs_reasons
    def test_field_errors(self):
        self.assertReason("CSRF token missing.", self.SECRET)
        self.assertReason("CSRF token missing.", self.SECRET, field="")
        reason = "CSRF token from POST "
        self.assertReason(f"{reason}incorrect.", self.SECRET, field=self.OTHER)
        self.assertReason(f"{reason}incorrect.", self.SECRET, field=2 * self.OTHER)
        self.assertReason(f"{reason}has incorrect length.", self.SECRET, field="short")
        self.assertReason(f"{reason}has invalid characters.", self.SECRET, field="-" * 64)
        self.assertReason(
            f"{reason}incorrect.", self.SECRET, field=self.OTHER, header=self.SECRET
        )

    @needs_reasons
    def test_header_errors(self):
        reason = "CSRF token from the 'X-Csrftoken' HTTP header "
        self.assertReason(f"{reason}incorrect.", self.SECRET, header=self.OTHER)
        self.assertReason(f"{reason}has incorrect length.", self.SECRET, header="short")
        self.assertReason(f"{reason}has invalid characters.", self.SECRET, header="-" * 32)

    @needs_origins
    def test_origin_errors(self):
        token = _mask_cipher_secret(self.SECRET)
        for origin in ("http://evil.example", "null"):
            reason = f"Origin checking failed - {origin} does not match any trusted origins."
            self.assertReason(reason, self.SECRET, field=token, origin=origin)
        for side in BOTH:
            visitor = Visitor(csrf=self.SECRET)
            self.assertAccepted(visitor.submit(side, field=token, origin=side.origin))

    def test_a_malformed_cookie_is_replaced(self):
        for side in BOTH:
            for damaged in ("short", "-" * 32):
                with self.subTest(side=str(side), damaged=damaged):
                    visitor = Visitor(csrf=damaged)
                    self.assertRefused(visitor.submit(side, field=damaged))
                    token = visitor.open_form(side)
                    self.assertNotEqual(visitor.csrf, damaged)
                    for other in BOTH:
                        self.assertAccepted(visitor.submit(other, field=token))


class CsrfCookie(CsrfTestCase):
    def test_both_sides_set_the_same_cookie(self):
        answers = [side.open_form({}) for side in BOTH]
        for attribute in ("path", "domain", "max-age", "secure", "httponly", "samesite"):
            cookies = [answer.csrf_cookie[attribute] for answer in answers]
            self.assertEqual(*cookies, attribute)
        self.assertEqual([answer.vary for answer in answers], ["Cookie", "Cookie"])
