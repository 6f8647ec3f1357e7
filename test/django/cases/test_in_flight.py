"""One side changes a session while a request on the other side uses it."""

from django.contrib.sessions.exceptions import SessionInterrupted

from cases import meanwhile
from cases.base import InteropTestCase, Visitor
from cases.sides import DJANGO, WORKER


class InFlight(InteropTestCase):
    def setUp(self):
        super().setUp()
        self.visitor.on(DJANGO, ["update", {"name": "Ankit", "visits": 0}])
        # The same browser, in another tab.
        self.other_tab = Visitor(self.visitor.key)

    def interrupt(self, side, other_side, *operations):
        """Runs a writing request, with operations of the other side before its save."""
        with meanwhile.happens(lambda: self.other_tab.on(other_side, *operations)):
            return self.visitor.on(side, ["get", "name"], ["meanwhile"], ["set", "late", True])

    def interrupt_django(self, *operations):
        with self.assertLogs("django.request", "WARNING") as logs:
            answer = self.interrupt(DJANGO, WORKER, *operations)
        self.assertEqual(answer.status, 400)
        self.assertIsNone(answer.cookie)
        self.assertIs(logs.records[0].exc_info[0], SessionInterrupted)

    def interrupt_worker(self, *operations):
        answer = self.interrupt(WORKER, DJANGO, *operations)
        self.assertEqual(answer.status, 400)
        self.assertIsNone(answer.cookie)
        self.assertIn("Your session ended", answer.body)

    def test_a_logout_at_the_worker_interrupts_django(self):
        self.interrupt_django(["flush"])
        self.assertKeys()

    def test_a_logout_at_django_interrupts_the_worker(self):
        self.interrupt_worker(["flush"])
        self.assertKeys()

    def test_a_key_rotation_by_the_worker_interrupts_django(self):
        self.interrupt_django(["cycle_key"])
        self.assertKeys(self.other_tab.key)
        self.assertEqual(self.other_tab.items(DJANGO), {"name": "Ankit", "visits": 0})

    def test_a_key_rotation_by_django_interrupts_the_worker(self):
        self.interrupt_worker(["cycle_key"])
        self.assertKeys(self.other_tab.key)
        self.assertEqual(self.other_tab.items(WORKER), {"name": "Ankit", "visits": 0})

    def test_a_key_rotation_does_not_revive_a_session_that_django_ended(self):
        with meanwhile.happens(lambda: self.other_tab.on(DJANGO, ["flush"])):
            answer = self.visitor.on(WORKER, ["get", "name"], ["meanwhile"], ["cycle_key"])
        self.assertEqual(answer.status, 400)
        self.assertKeys()

    def test_a_read_only_request_is_not_interrupted(self):
        for side, other_side in ((DJANGO, WORKER), (WORKER, DJANGO)):
            with self.subTest(side=str(side)):
                visitor = Visitor()
                visitor.on(side, ["set", "name", "Ankit"])
                other_tab = Visitor(visitor.key)
                with meanwhile.happens(lambda tab=other_tab: tab.on(other_side, ["flush"])):
                    answer = visitor.on(side, ["get", "name"], ["meanwhile"], ["get", "name"])
                self.assertEqual(answer.value, "Ankit")
                self.assertIsNone(answer.cookie)

    def test_the_worker_keeps_a_concurrent_save_by_django(self):
        answer = self.interrupt(WORKER, DJANGO, ["set", "page", 2])
        self.assertEqual(answer.status, 200)
        expected = {"name": "Ankit", "visits": 0, "page": 2, "late": True}
        self.assertEqual(self.visitor.items(DJANGO), expected)

    def test_the_worker_keeps_a_concurrent_increment_by_django(self):
        with meanwhile.happens(lambda: self.other_tab.on(DJANGO, ["increment", "visits"])):
            self.visitor.on(WORKER, ["get", "visits"], ["increment", "visits"], ["meanwhile"])
        self.assertEqual(self.visitor.items(DJANGO)["visits"], 2)

    def test_a_key_rotation_keeps_a_concurrent_save_by_django(self):
        with meanwhile.happens(lambda: self.other_tab.on(DJANGO, ["set", "page", 2])):
            self.visitor.on(WORKER, ["get", "name"], ["meanwhile"], ["cycle_key"])
        self.assertKeys(self.visitor.key)
        self.assertEqual(self.visitor.items(DJANGO), {"name": "Ankit", "visits": 0, "page": 2})
        self.assertDead(self.other_tab.key)
