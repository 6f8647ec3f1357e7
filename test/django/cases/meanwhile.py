"""Runs an action while a request is being handled."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from django.db import connections

from website.operations import meanwhile


@contextmanager
def happens(action):
    """Makes the operation `meanwhile` of both sides run `action`."""
    meanwhile["action"] = action
    try:
        yield
    finally:
        meanwhile["action"] = None


@contextmanager
def server():
    """Serves a URL on which the Worker triggers the action, if there is one."""
    action = meanwhile["action"]
    if action is None:
        yield ""
        return
    # The action may itself call the Worker. It must not run again.
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
