"""The Worker's list of a user's sessions, while Django uses them too."""

import unittest

from cases.auth_case import AuthTestCase
from cases.sides import DJANGO, LISTS_SESSIONS, WORKER

needs_listing = unittest.skipUnless(
    LISTS_SESSIONS, "Django's own table has no column to list sessions by"
)


@needs_listing
class ListedSessions(AuthTestCase):
    def count(self, user):
        return WORKER.request(None, [["count_sessions", str(user.pk)]]).value

    def test_a_save_by_django_keeps_the_session_listed(self):
        self.log_in(WORKER, self.ankit)
        self.visitor.on(DJANGO, ["set", "cart", ["tea"]])
        self.assertEqual([self.count(self.ankit), self.count(self.zoe)], [1, 0])

    def test_a_logout_at_django_removes_the_session_from_the_list(self):
        self.log_in(WORKER, self.ankit)
        self.assertEqual(self.count(self.ankit), 1)
        self.visitor.on(DJANGO, ["logout"])
        self.assertEqual(self.count(self.ankit), 0)

    def test_a_session_of_django_is_listed_after_it_is_attached(self):
        self.log_in(DJANGO, self.ankit)
        self.assertEqual(self.count(self.ankit), 0)
        self.visitor.on(WORKER, ["attach_session", str(self.ankit.pk)])
        self.assertEqual(self.count(self.ankit), 1)

    def test_ending_all_sessions_logs_out_at_django(self):
        self.log_in(WORKER, self.ankit)
        WORKER.request(None, [["end_all_sessions", str(self.ankit.pk)]])
        self.assertUser(None)
        self.assertKeys()
