"""The routes of the benchmark in Django, with its sessions in SQLite."""

import json
import sys
import time

import django
from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import path

# Seconds in which the benchmark ends a session during a slow request.
SLOW = 0.6


def count_statements(get_response):
    """Counts statements. Transactions and savepoints are not counted."""

    def middleware(request):
        with CaptureQueriesContext(connection) as queries:
            response = get_response(request)
        verbs = [query["sql"].split()[0] for query in queries]
        counted = [verb for verb in verbs if verb in {"SELECT", "INSERT", "UPDATE", "DELETE"}]
        response["X-Statements"] = str(len(counted))
        return response

    return middleware


def change(session, _):
    session["visits"] = session.get("visits", 0) + 1
    return session["visits"]


def slow(session, _):
    session.get("name")
    time.sleep(SLOW)
    session["slow"] = 1


def slow_answer(session, _):
    session["slow"] = 1
    time.sleep(SLOW)


# The second argument is the key in the path, or else the data of a visitor.
ACTIONS = {
    "untouched": lambda session, _: None,
    "read": lambda session, _: f"Hello, {session.get('name', 'stranger')}",
    "write": lambda session, visitor: session.update(visitor),
    "raw": lambda session, visitor: session.update(visitor),
    "change": change,
    "put": lambda session, key: session.update({key: 1}),
    "get": lambda session, key: json.dumps(session.get(key)),
    "renew": lambda session, _: session.cycle_key(),
    "logout": lambda session, _: session.flush(),
    "slow": slow,
    "slow-answer": slow_answer,
    "fail": lambda session, _: session.update({"failed": 1}),
}


def act(request, action, key=None):
    value = key or json.loads(request.headers["X-Visitor"])
    text = ACTIONS[action](request.session, value) or "ok"
    return HttpResponse(text, status=500 if action == "fail" else 200)


urlpatterns = [path("<action>", act), path("<action>/<key>", act)]

if __name__ == "__main__":
    file = {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}
    settings.configure(
        SECRET_KEY="a-secret-for-benchmarks-only-0123456789-abcdefghijklmnopqrstuvwxyz",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        INSTALLED_APPS=["django.contrib.sessions"],
        MIDDLEWARE=[
            f"{__name__}.count_statements",
            "django.contrib.sessions.middleware.SessionMiddleware",
        ],
        DATABASES={"default": {**file, "OPTIONS": {"timeout": 20}}},
    )
    django.setup()
    call_command("migrate", verbosity=0)
    ThreadedWSGIServer.request_queue_size = 64
    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(get_wsgi_application())
    print(server.server_port, flush=True)
    server.serve_forever()
