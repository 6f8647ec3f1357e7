"""The clock of both sides."""

from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from unittest import mock

from django.conf import settings

# The time at which the tests stop the clock. Its fraction of a second must not get lost.
NOON = datetime(2030, 1, 2, 12, 0, 0, 678000, tzinfo=timezone.utc)

SECOND = timedelta(seconds=1)
MILLISECOND = timedelta(milliseconds=1)


class Clock:
    """The real clock, unless it is stopped."""

    def __init__(self):
        self._moment = None

    @contextmanager
    def stopped(self, moment):
        """Stops the clock of both sides at a moment."""
        before, self._moment = self._moment, moment
        utc = moment.astimezone(timezone.utc)
        django_now = utc if settings.USE_TZ else utc.replace(tzinfo=None)
        try:
            with mock.patch("django.utils.timezone.now", return_value=django_now):
                # Django's signatures use Python's time.
                with mock.patch("time.time", return_value=moment.timestamp()):
                    yield
        finally:
            self._moment = before

    def milliseconds(self):
        """The time at which the clock is stopped, in milliseconds since 1970, or None."""
        return None if self._moment is None else round(self._moment.timestamp() * 1000)


clock = Clock()
