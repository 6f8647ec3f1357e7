"""One session, used on both sides: its data, its key and its end."""

from cases.base import DjangoFirst, InteropTestCase, Visitor, WorkerFirst
from cases.sides import DJANGO, WORKER

VALUES = {
    "name": "Ankit",
    "cart": ["tea", {"sku": 7, "price": 2.5}],
    "visits": 3,
    "member": True,
    "note": None,
    "greeting": "नमस्ते, Zoë 👋",
    "": "empty key",
    "__proto__": {"polluted": True},
    "constructor": "plain",
}


class Members:
    def test_values_set_here_are_readable_there(self):
        self.visitor.on(self.here, ["update", VALUES])
        self.assertEqual(self.visitor.items(self.there), VALUES)
        self.assertEqual(self.visitor.on(self.there, ["get", "name"]).value, "Ankit")
        self.assertTrue(self.visitor.on(self.there, ["has", "__proto__"]).value)
        self.assertFalse(self.visitor.on(self.there, ["has", "toString"]).value)

    def test_reading_writes_nothing_and_sets_no_cookie(self):
        self.visitor.on(self.here, ["set", "name", "Ankit"])
        before = self.stored_text(self.visitor.key)
        answer = self.visitor.on(self.there, ["get", "name"])
        self.assertIsNone(answer.cookie)
        self.assertEqual(answer.vary, "Cookie")
        self.assertEqual(self.stored_text(self.visitor.key), before)

    def test_a_change_there_is_visible_here_and_keeps_the_rest(self):
        self.visitor.on(self.here, ["update", VALUES])
        key = self.visitor.key
        self.visitor.on(self.there, ["set", "name", "Mira"], ["set", "page", 2])
        self.assertEqual(self.visitor.items(self.here), {**VALUES, "name": "Mira", "page": 2})
        self.assertEqual(self.visitor.key, key)
        self.assertKeys(key)

    def test_both_sides_update_in_turn(self):
        self.visitor.on(self.here, ["update", {"visits": 0, "cart": []}])
        for turn in range(10):
            for side in (self.there, self.here):
                self.visitor.on(side, ["increment", "visits"], ["append", "cart", turn])
        expected = {"visits": 20, "cart": [turn for turn in range(10) for _ in range(2)]}
        self.assertEqual(self.visitor.items(self.here), expected)
        self.assertEqual(self.visitor.items(self.there), expected)

    def test_deleted_values_are_gone_on_the_other_side(self):
        self.visitor.on(self.here, ["update", {"a": 1, "b": 2, "c": 3}])
        self.visitor.on(self.there, ["delete", "a"])
        self.assertEqual(self.visitor.on(self.here, ["pop", "b"]).value, 2)
        self.assertEqual(self.visitor.items(self.there), {"c": 3})

    def test_setdefault_returns_a_value_from_the_other_side(self):
        self.visitor.on(self.here, ["set", "theme", "dark"])
        answer = self.visitor.on(
            self.there, ["setdefault", "theme", "light"], ["setdefault", "size", 12]
        )
        self.assertEqual(answer.results, ["dark", 12])
        self.assertEqual(self.visitor.items(self.here), {"theme": "dark", "size": 12})

    def test_clearing_keeps_the_key_on_both_sides(self):
        self.visitor.on(self.here, ["set", "name", "Ankit"])
        key = self.visitor.key
        self.visitor.on(self.here, ["clear"])
        self.assertEqual(self.visitor.items(self.there), {})
        self.visitor.on(self.there, ["set", "name", "Mira"])
        self.assertEqual(self.visitor.key, key)
        self.assertEqual(self.visitor.items(self.here), {"name": "Mira"})

    def test_the_test_cookie_works_across_sides(self):
        self.visitor.on(self.here, ["set_test_cookie"])
        self.assertTrue(self.visitor.on(self.there, ["test_cookie_worked"]).value)
        self.visitor.on(self.there, ["delete_test_cookie"])
        self.assertFalse(self.visitor.on(self.here, ["test_cookie_worked"]).value)

    def test_visitors_do_not_share_sessions(self):
        other = Visitor()
        self.visitor.on(self.here, ["set", "name", "Ankit"])
        other.on(self.there, ["set", "name", "Mira"])
        self.assertNotEqual(self.visitor.key, other.key)
        self.assertEqual(self.visitor.items(self.there), {"name": "Ankit"})
        self.assertEqual(other.items(self.here), {"name": "Mira"})


class Keys:
    def test_a_rotated_key_replaces_the_old_one_on_both_sides(self):
        self.visitor.on(self.here, ["update", VALUES])
        old = self.visitor.key
        self.visitor.on(self.there, ["cycle_key"])
        self.assertNotEqual(self.visitor.key, old)
        self.assertKeys(self.visitor.key)
        self.assertEqual(self.visitor.items(self.here), VALUES)
        self.assertEqual(self.visitor.items(self.there), VALUES)
        self.assertDead(old)

    def test_both_sides_rotate_the_key_in_turn_with_changes(self):
        self.visitor.on(self.here, ["set", "visits", 0])
        old_keys = []
        for side in (self.there, self.here, self.there, self.here):
            old_keys.append(self.visitor.key)
            self.visitor.on(side, ["increment", "visits"], ["cycle_key"])
        self.assertEqual(self.visitor.items(self.there), {"visits": 4})
        self.assertEqual(len({*old_keys, self.visitor.key}), 5)
        for key in old_keys:
            self.assertDead(key)

    def test_a_flush_ends_the_session_on_both_sides(self):
        self.visitor.on(self.here, ["update", VALUES])
        key = self.visitor.key
        answer = self.visitor.on(self.there, ["flush"])
        self.assertEqual(answer.max_age, 0)
        self.assertIsNone(self.visitor.key)
        self.assertKeys()
        self.assertDead(key)

    def test_a_write_after_a_flush_starts_a_session_under_a_new_key(self):
        self.visitor.on(self.here, ["update", VALUES])
        old = self.visitor.key
        self.visitor.on(self.there, ["flush"], ["set", "name", "Mira"])
        self.assertNotEqual(self.visitor.key, old)
        self.assertEqual(self.visitor.items(self.here), {"name": "Mira"})
        self.assertDead(old)

    def test_a_key_flushed_there_is_not_reused_here(self):
        self.visitor.on(self.here, ["set", "name", "Ankit"])
        thief = Visitor(self.visitor.key)
        self.visitor.on(self.there, ["flush"])
        old = thief.key
        thief.on(self.here, ["set", "name", "Mallory"])
        self.assertNotEqual(thief.key, old)
        self.assertKeys(thief.key)

    def test_keys_and_dates_have_the_format_of_django(self):
        self.visitor.on(self.here, ["set", "name", "Ankit"])
        self.assertRegex(self.visitor.key, r"\A[a-z0-9]{32}\Z")
        self.assertRegex(
            self.stored_text(self.visitor.key),
            r"\A\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})?\Z",
        )


class MembersFromDjango(DjangoFirst, Members, InteropTestCase):
    pass


class MembersFromTheWorker(WorkerFirst, Members, InteropTestCase):
    pass


class KeysFromDjango(DjangoFirst, Keys, InteropTestCase):
    pass


class KeysFromTheWorker(WorkerFirst, Keys, InteropTestCase):
    pass


class CookieTest(InteropTestCase):
    def test_both_sides_set_the_same_cookie(self):
        cookies = [
            Visitor().on(side, ["set", "name", "Ankit"]).cookie for side in (DJANGO, WORKER)
        ]
        for attribute in ("path", "domain", "max-age", "secure", "httponly", "samesite"):
            self.assertEqual(*[cookie[attribute] for cookie in cookies], attribute)

    def test_neither_side_adopts_an_unknown_key(self):
        for side in (DJANGO, WORKER):
            visitor = Visitor("0123456789abcdefghijklmnopqrstuv")
            visitor.on(side, ["set", "name", "Mallory"])
            self.assertNotEqual(visitor.key, "0123456789abcdefghijklmnopqrstuv")
