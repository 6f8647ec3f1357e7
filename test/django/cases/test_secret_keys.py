"""SECRET_KEY and its fallbacks on both sides."""

from django.contrib.sessions.models import Session
from django.test import override_settings

from cases.base import DjangoFirst, InteropTestCase, WorkerFirst, needs_fallbacks
from cases.sides import DJANGO, WORKER

OLD = "the-secret-of-last-year-0123456789-abcdefghijklmnopqrstuvwxyz"
NEW = "the-secret-of-this-year-9876543210-zyxwvutsrqponmlkjihgfedcba"

OLD_KEY = override_settings(SECRET_KEY=OLD, SECRET_KEY_FALLBACKS=[])
NEW_KEY = override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[])
NEW_KEY_AND_OLD = override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[OLD])


class Rotation:
    """`here` signs with the old key. `there` has the new one, mostly with the old as a fallback."""

    def setUp(self):
        super().setUp()
        with OLD_KEY:
            self.visitor.on(self.here, ["set", "name", "Ankit"])

    def test_a_session_signed_with_the_old_key_is_readable(self):
        with NEW_KEY_AND_OLD:
            self.assertEqual(self.visitor.items(self.there), {"name": "Ankit"})

    def test_a_save_signs_with_the_new_key(self):
        with NEW_KEY_AND_OLD:
            self.visitor.on(self.there, ["set", "page", 2])
        with NEW_KEY:
            self.assertEqual(self.visitor.items(self.here), {"name": "Ankit", "page": 2})
            self.assertEqual(self.visitor.items(self.there), {"name": "Ankit", "page": 2})

    def test_a_session_key_rotation_signs_with_the_new_key(self):
        with NEW_KEY_AND_OLD:
            self.visitor.on(self.there, ["cycle_key"])
        with NEW_KEY:
            self.assertEqual(self.visitor.items(self.here), {"name": "Ankit"})


class RotationFromDjango(DjangoFirst, Rotation, InteropTestCase):
    pass


@needs_fallbacks
class RotationFromTheWorker(WorkerFirst, Rotation, InteropTestCase):
    pass


class ForeignSecret:
    def test_a_session_signed_with_an_unknown_key_is_empty(self):
        with OLD_KEY:
            self.visitor.on(self.here, ["set", "name", "Ankit"])
        with NEW_KEY:
            self.assertEqual(self.visitor.items(self.there), {})
        with OLD_KEY:
            self.assertEqual(self.visitor.items(self.there), {"name": "Ankit"})


class ForeignSecretFromDjango(DjangoFirst, ForeignSecret, InteropTestCase):
    pass


class ForeignSecretFromTheWorker(WorkerFirst, ForeignSecret, InteropTestCase):
    pass


class TamperedData(InteropTestCase):
    def test_both_sides_reject_tampered_data(self):
        self.visitor.on(DJANGO, ["set", "name", "Ankit"])
        row = Session.objects.get(pk=self.visitor.key)
        payload, _, rest = row.session_data.partition(":")
        row.session_data = f"{payload[:-1]}{'A' if payload[-1] != 'A' else 'B'}:{rest}"
        row.save()
        for side in (DJANGO, WORKER):
            self.assertEqual(side.request(self.visitor.key, [["items"]]).value, {})
