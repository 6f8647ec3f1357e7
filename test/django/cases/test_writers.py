"""Django writes to the local database file while the Worker serves requests from it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

from django.contrib.sessions.models import Session
from django.db import connections, transaction

from cases.base import InteropTestCase, Visitor
from cases.sides import WORKER

REQUESTS = 60
AT_ONCE = 4
# Longest run of the writer, in seconds.
LIMIT = 30


class Writers(InteropTestCase):
    def test_no_request_fails_while_django_holds_the_lock(self):
        key = self.store_session({"name": "Ankit"})
        done = threading.Event()

        def write():
            """Holds the write lock for 20 of every 30 milliseconds."""
            deadline = monotonic() + LIMIT
            while not done.is_set() and monotonic() < deadline:
                with transaction.atomic():
                    Session.objects.filter(pk=key).update(session_data="held")
                    sleep(0.02)
                sleep(0.01)
            connections.close_all()

        writer = threading.Thread(target=write)
        writer.start()
        try:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                answers = list(pool.map(self.serve, range(REQUESTS)))
        finally:
            done.set()
            writer.join(LIMIT)
        self.assertEqual([body for status, body in answers if status != 200], [])

    def serve(self, number):
        answer = Visitor().on(WORKER, ["set", "visits", number])
        return answer.status, answer.body
