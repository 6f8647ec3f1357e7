"""The routes of the benchmark in Django, with its sessions in SQLite; the settings are this module too."""

import json
import os
import time

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.urls import path

SECRET_KEY = "a-secret-for-benchmarks-only-0123456789-abcdefghijklmnopqrstuvwxyz"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = __name__
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
# The benchmark ends a session while this answer is on its way.
SLOW = 0.6


class Statements:
    """Counts what the database is asked; BEGIN, SAVEPOINT and their ends are no work of its own."""

    def __init__(self):
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        if sql.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}:
            self.count += 1
        return execute(sql, params, many, context)


def count_statements(get_response):
    def middleware(request):
        statements = Statements()
        with connection.execute_wrapper(statements):
            response = get_response(request)
        response["X-Statements"] = str(statements.count)
        return response

    return middleware


def untouched(request):
    return HttpResponse("ok")


def read(request):
    return HttpResponse(f"Hello, {request.session.get('name', 'stranger')}")


def write(request):
    request.session.update(json.loads(request.headers["X-Visitor"]))
    return HttpResponse("ok")


def change(request):
    request.session["visits"] = request.session.get("visits", 0) + 1
    return HttpResponse(request.session["visits"])


def put(request, member):
    request.session[member] = 1
    return HttpResponse("ok")


def get(request, member):
    return JsonResponse(request.session.get(member), safe=False)


def renew(request):
    request.session.cycle_key()
    return HttpResponse("ok")


def logout(request):
    request.session.flush()
    return HttpResponse("ok")


def slow(request):
    request.session.get("name")
    time.sleep(SLOW)
    request.session["slow"] = 1
    return HttpResponse("ok")


def slow_answer(request):
    request.session["slow"] = 1
    time.sleep(SLOW)
    return HttpResponse("ok")


def fail(request):
    request.session["failed"] = 1
    return HttpResponse("failed", status=500)


urlpatterns = [
    path("untouched", untouched),
    path("read", read),
    path("write", write),
    path("raw", write),
    path("change", change),
    path("put/<member>", put),
    path("get/<member>", get),
    path("renew", renew),
    path("logout", logout),
    path("slow", slow),
    path("slow-answer", slow_answer),
    path("fail", fail),
]
