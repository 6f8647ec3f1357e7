"""Random payloads survive the other side. `INTEROP_SEED` repeats an earlier run."""

import os
from random import Random

from cases.base import InteropTestCase, Visitor
from cases.payloads import (
    exactly,
    in_javascript,
    is_finite,
    random_payload,
    without_negative_zero,
)
from cases.sides import DJANGO, WORKER

COUNT = int(os.environ["INTEROP_PAYLOADS"])
SEED = int(os.environ.get("INTEROP_SEED") or int.from_bytes(os.urandom(4), "big"))

TOUCHED = "touched by the other side"


class Payloads(InteropTestCase):
    def for_each_payload(self, count, check):
        """Calls `check` with numbered random payloads. A failure shows the number."""
        for number in range(count):
            with self.subTest(seed=SEED, number=number):
                check(random_payload(Random(f"{SEED} {self.id()} {number}")), number)

    def test_data_from_django_survives_a_save_by_the_worker(self):
        def check(payload, number):
            visitor = Visitor()
            visitor.on(DJANGO, ["update", payload])
            # Values that the Worker has returned to the application must survive as well.
            read = [["items"]] if number % 2 else []
            visitor.on(WORKER, *read, ["set", TOUCHED, number])
            expected = {**payload, TOUCHED: number}
            self.assertEqual(exactly(visitor.items(DJANGO)), exactly(expected))

        self.for_each_payload(COUNT, check)

    def test_data_from_django_survives_a_key_rotation_by_the_worker(self):
        def check(payload, _):
            visitor = Visitor()
            visitor.on(DJANGO, ["update", payload])
            visitor.on(WORKER, ["cycle_key"])
            self.assertEqual(exactly(visitor.items(DJANGO)), exactly(payload))

        self.for_each_payload(COUNT // 5, check)

    def test_data_from_the_worker_is_readable_in_django(self):
        def check(payload, number):
            if not is_finite(payload):
                return
            visitor = Visitor()
            visitor.on(WORKER, ["update", payload])
            visitor.on(DJANGO, ["set", TOUCHED, number])
            expected = {**payload, TOUCHED: number}
            self.assertEqual(in_javascript(visitor.items(DJANGO)), in_javascript(expected))
            self.assertEqual(
                in_javascript(visitor.items(WORKER)),
                in_javascript(without_negative_zero(expected)),
            )

        self.for_each_payload(COUNT // 2, check)

    def test_the_worker_writes_whole_numbers_as_int_and_others_as_float(self):
        numbers = [0, 1, -1, 2**53 - 1, 0.5, -2.25, 1e-7, 1.5e300, -0.0]
        self.visitor.on(WORKER, ["set", "numbers", numbers])
        self.assertEqual(exactly(self.visitor.items(DJANGO)), exactly({"numbers": numbers}))

    def test_a_large_payload_survives_a_round_trip(self):
        payload = {f"item {number}": ["x" * 50, number * 0.5] for number in range(5000)}
        self.visitor.on(DJANGO, ["update", payload])
        self.visitor.on(WORKER, ["set", TOUCHED, 1])
        self.visitor.on(DJANGO, ["increment", TOUCHED])
        expected = {**payload, TOUCHED: 2}
        self.assertEqual(exactly(self.visitor.items(DJANGO)), exactly(expected))
        self.assertEqual(in_javascript(self.visitor.items(WORKER)), in_javascript(expected))
