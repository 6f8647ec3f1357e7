"""Runs the cases against the Worker and ends with the line `N passed, N failed`."""

import logging
import os
import sys
import traceback
import unittest

import django
from django.core.management import call_command
from django.db import connection

TABLE = os.environ["INTEROP_TABLE"]


# The number of failures printed per test. One bug may fail a thousand payloads.
MAX_PRINTED = 3


class Result(unittest.TestResult):
    """Counts a test once, even if several of its subtests fail."""

    def __init__(self):
        super().__init__()
        self.passed = 0
        self.failed = {}
        self.reasons = {}

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self._fail(test, subtest, error)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self._fail(test, test, error)

    def addError(self, test, error):
        super().addError(test, error)
        self._fail(test, test, error)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.reasons[reason] = self.reasons.get(reason, 0) + 1

    def _fail(self, test, part, error):
        self.failed[test.id()] = self.failed.get(test.id(), 0) + 1
        if self.failed[test.id()] <= MAX_PRINTED:
            print(f"FAILED {part}\n{''.join(traceback.format_exception(*error))}")


def migrate():
    """Creates Django's tables. The session table only in a run with Django's own."""
    if TABLE == "django":
        # Restores the state before the first `migrate`.
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE django_session")
        call_command("migrate", "sessions", "zero", fake=True, verbosity=0)
    call_command("migrate", "sessions", fake=TABLE == "worker", verbosity=0)
    call_command("migrate", verbosity=0)


def check_table():
    """Checks that the run uses the expected table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'django_session'")
        is_workers = "WITHOUT ROWID" in cursor.fetchone()[0]
    if is_workers != (TABLE == "worker"):
        raise AssertionError(f"Expected the table of {TABLE}, got another")


def main():
    django.setup()
    # The cases provoke requests that Django warns about.
    logging.getLogger("django").setLevel(logging.CRITICAL)
    migrate()
    check_table()

    folder = os.path.dirname(os.path.abspath(__file__))
    suite = unittest.defaultTestLoader.discover(os.path.join(folder, "cases"), top_level_dir=folder)
    result = Result()
    suite.run(result)

    for reason, count in sorted(result.reasons.items()):
        print(f"skipped {count}: {reason}")
    print(f"{result.passed} passed, {len(result.failed)} failed")
    sys.exit(1 if result.failed or result.passed == 0 else 0)


if __name__ == "__main__":
    main()
