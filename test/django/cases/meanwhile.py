"""Lets something happen on one side while a request is at work on the other."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from django.db import connections

from website.operations import meanwhile


@contextmanager
def happens(action):
    """The operation `meanwhile` of either side does `action`."""
    meanwhile["action"] = action
    try:
        yield
    finally:
        meanwhile["action"] = None


@contextmanager
def server():
    """While there is something to do meanwhile: a URL where the Worker has it done."""
    action = meanwhile["action"]
    if action is None:
        yield ""
        return
    # What is done meanwhile may ask the Worker too, and is not to happen once more then.
    meanwhile["action"] = None
    failures = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            try:
                action()
                self.send_response(204)
            except Exception as failure:
                failures.append(failure)
                self.send_response(500)
            finally:
                connections.close_all()
            self.end_headers()

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as http_server:
        thread = threading.Thread(target=http_server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{http_server.server_port}/"
        finally:
            http_server.shutdown()
            thread.join(timeout=10)
    if failures:
        raise failures[0]
