"""The operations on a session. `operations.ts` has the same for the Worker."""

from datetime import datetime, timedelta, timezone

from django.conf import settings

# The action that the operation `meanwhile` runs during a request. A test sets it.
meanwhile = {"action": None}


def do_meanwhile(session):
    meanwhile["action"]()


def delete(session, key):
    del session[key]


def set_item(session, key, value):
    session[key] = value


def increment(session, key):
    session[key] = session.get(key, 0) + 1
    return session[key]


def append(session, key, value):
    session[key].append(value)
    session.modified = True


def set_expiry_date(session, iso):
    date = datetime.fromisoformat(iso)
    if not settings.USE_TZ:
        date = date.astimezone(timezone.utc).replace(tzinfo=None)
    session.set_expiry(date)


def expiry_date(session):
    """Returns the expiry date in seconds since 1970."""
    date = session.get_expiry_date()
    if isinstance(date, str):
        date = datetime.fromisoformat(date)
    return (date if date.tzinfo else date.replace(tzinfo=timezone.utc)).timestamp()


OPERATIONS = {
    "get": lambda session, *args: session.get(*args),
    "has": lambda session, key: key in session,
    "items": lambda session: dict(session.items()),
    "set": set_item,
    "update": lambda session, values: session.update(values),
    "delete": delete,
    "pop": lambda session, key, default=None: session.pop(key, default),
    "setdefault": lambda session, key, value: session.setdefault(key, value),
    "increment": increment,
    "append": append,
    "clear": lambda session: session.clear(),
    "flush": lambda session: session.flush(),
    "cycle_key": lambda session: session.cycle_key(),
    "save": lambda session: session.save(),
    "exists": lambda session, key: session.exists(key),
    "set_test_cookie": lambda session: session.set_test_cookie(),
    "test_cookie_worked": lambda session: session.test_cookie_worked(),
    "delete_test_cookie": lambda session: session.delete_test_cookie(),
    "set_expiry": lambda session, seconds: session.set_expiry(seconds),
    "set_expiry_date": set_expiry_date,
    "set_expiry_timedelta": lambda session, seconds: session.set_expiry(timedelta(seconds=seconds)),
    "expiry_age": lambda session: session.get_expiry_age(),
    "expiry_date": expiry_date,
    "expire_at_browser_close": lambda session: session.get_expire_at_browser_close(),
    "meanwhile": do_meanwhile,
}
