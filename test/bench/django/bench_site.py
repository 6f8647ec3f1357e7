"""The routes of the benchmark in Django, with its sessions in SQLite. This module is also the settings."""

import json
import os
import time
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.urls import path

SECRET_KEY = "a-secret-for-benchmarks-only-0123456789-abcdefghijklmnopqrstuvwxyz"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench_site"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = [
    "bench_site.count_statements",
    "django.contrib.sessions.middleware.SessionMiddleware",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["BENCH_DATABASE"],
        "OPTIONS": {"timeout": 20},
    }
}
# Seconds in which the benchmark ends a session during a slow request.
SLOW = 0.6


def count_statements(get_response):
    """Counts statements. Transactions and savepoints are not counted."""

    def middleware(request):
        found = []

        def count(execute, sql, params, many, context):
            found.append(sql.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"})
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            response = get_response(request)
        response["X-Statements"] = str(sum(found))
        return response

    return middleware


def put(request, key, status=200):
    request.session[key] = 1
    return HttpResponse("ok", status=status)


def write(request):
    request.session.update(json.loads(request.headers["X-Visitor"]))
    return HttpResponse("ok")


def change(request):
    request.session["visits"] = request.session.get("visits", 0) + 1
    return HttpResponse(request.session["visits"])


def end(request, method):
    getattr(request.session, method)()
    return HttpResponse("ok")


def slow(request):
    request.session.get("name")
    time.sleep(SLOW)
    return put(request, "slow")


def slow_answer(request):
    put(request, "slow")
    time.sleep(SLOW)
    return HttpResponse("ok")


urlpatterns = [
    path("untouched", lambda _: HttpResponse("ok")),
    path("read", lambda r: HttpResponse(f"Hello, {r.session.get('name', 'stranger')}")),
    path("write", write),
    path("raw", write),
    path("change", change),
    path("put/<key>", put),
    path("get/<key>", lambda r, key: JsonResponse(r.session.get(key), safe=False)),
    path("renew", end, {"method": "cycle_key"}),
    path("logout", end, {"method": "flush"}),
    path("slow", slow),
    path("slow-answer", slow_answer),
    path("fail", put, {"key": "failed", "status": 500}),
]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class Silent(WSGIRequestHandler):
    def log_message(self, *_):
        pass


if __name__ == "__main__":
    django.setup()
    call_command("migrate", verbosity=0)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Silent)
    print(json.dumps({"port": server.server_port, "version": django.get_version()}), flush=True)
    server.serve_forever()
