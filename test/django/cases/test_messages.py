"""Messages from either side are shown once, on either side."""

from django.contrib.auth import get_user_model

from cases import meanwhile
from cases.base import DjangoFirst, InteropTestCase, Visitor, WorkerFirst
from cases.sides import BOTH, DJANGO, WORKER

DEBUG, INFO, SUCCESS, WARNING, ERROR = 10, 20, 25, 30, 40

TEXTS = [
    "नमस्ते, Zoë 👋 – \u2028 ﷽",
    "<b>not bold</b> & \"quoted\" 'twice'",
    'a\\b\n\tc\x00\x7f"]]',
    '["__json_message", 1, 20, "nested"]',
    " ",
]


class MessageTestCase(InteropTestCase):
    def add(self, side, text, level=INFO, *extra_tags):
        self.visitor.on(side, ["add_message", level, text, *extra_tags])

    def show(self, side):
        return self.visitor.on(side, ["messages"]).value

    def assertShows(self, side, *texts):
        self.assertEqual([message["text"] for message in self.show(side)], list(texts))

    def assertNoneLeft(self):
        for side in BOTH:
            with self.subTest(side=str(side)):
                self.assertShows(side)
                self.assertNotIn("_messages", self.visitor.items(side))


class Notices:
    def test_a_message_from_here_is_shown_there_once(self):
        self.add(self.here, "Saved.", SUCCESS)
        expected = {
            "level": SUCCESS,
            "level_tag": "success",
            "text": "Saved.",
            "extra_tags": "",
            "tags": "success",
        }
        self.assertEqual(self.show(self.there), [expected])
        self.assertNoneLeft()

    def test_a_message_shown_here_is_gone_there(self):
        self.add(self.here, "Saved.")
        self.assertShows(self.here, "Saved.")
        self.assertNoneLeft()

    def test_a_message_shown_in_the_same_request_is_gone(self):
        answer = self.visitor.on(self.here, ["add_message", INFO, "Saved."], ["messages"])
        self.assertEqual([message["text"] for message in answer.value], ["Saved."])
        self.assertNoneLeft()

    def test_messages_from_both_sides_are_shown_in_order(self):
        self.visitor.on(self.here, ["add_message", INFO, "1"], ["add_message", INFO, "2"])
        self.add(self.there, "3")
        self.add(self.here, "4")
        self.assertShows(self.there, "1", "2", "3", "4")
        self.assertNoneLeft()

    def test_equal_messages_are_all_shown(self):
        for side in (self.here, self.there, self.here):
            self.add(side, "Saved.")
        self.assertShows(self.there, *["Saved."] * 3)
        self.assertNoneLeft()

    def test_a_message_added_after_the_others_were_shown_is_kept(self):
        self.add(self.here, "1")
        self.visitor.on(self.there, ["messages"], ["add_message", INFO, "2"])
        self.assertShows(self.here, "2")
        self.assertNoneLeft()

    def test_levels_and_tags(self):
        self.visitor.on(
            self.here,
            ["set_message_level", DEBUG],
            ["add_message", DEBUG, "debug"],
            ["add_message", INFO, "info", "wide"],
            ["add_message", SUCCESS, "success", "wide blue"],
            ["add_message", WARNING, "warning", "größer"],
            ["add_message", ERROR, "error", ""],
            ["add_message", 35, "of one's own", "wide"],
        )
        names = ("level", "level_tag", "extra_tags", "tags")
        seen = [tuple(message[name] for name in names) for message in self.show(self.there)]
        expected = [
            (DEBUG, "debug", "", "debug"),
            (INFO, "info", "wide", "wide info"),
            (SUCCESS, "success", "wide blue", "wide blue success"),
            (WARNING, "warning", "größer", "größer warning"),
            (ERROR, "error", "", "error"),
            (35, "", "wide", "wide"),
        ]
        self.assertEqual(seen, expected)

    def test_messages_below_the_level_and_empty_messages_are_dropped(self):
        self.visitor.on(self.here, ["add_message", DEBUG, "debug"], ["add_message", INFO, ""])
        self.assertKeys()
        self.assertIsNone(self.visitor.key)

    def test_texts_survive_a_round_trip(self):
        for text in TEXTS:
            self.add(self.here, text)
        # Adding one more message rewrites all of them.
        self.add(self.there, "last")
        self.assertShows(self.here, *TEXTS, "last")

    def test_100_messages_are_kept(self):
        texts = [f"{number}: {'x' * 100}" for number in range(100)]
        self.visitor.on(self.here, *[["add_message", INFO, text] for text in texts])
        self.assertShows(self.there, *texts)
        self.assertNoneLeft()

    def test_a_message_survives_a_login_there(self):
        user = get_user_model().objects.create_user("ankit", password="sessions")
        self.add(self.here, "Please log in.")
        self.visitor.on(self.there, ["login", str(user.pk)], ["add_message", INFO, "Welcome."])
        self.assertShows(self.here, "Please log in.", "Welcome.")

    def test_a_logout_here_drops_old_messages_and_keeps_new_ones(self):
        self.add(self.there, "Of the old session.")
        self.visitor.on(self.here, ["logout"], ["add_message", INFO, "Goodbye."])
        self.assertShows(self.there, "Goodbye.")
        self.assertNoneLeft()


class NoticesFromDjango(DjangoFirst, Notices, MessageTestCase):
    pass


class NoticesFromTheWorker(WorkerFirst, Notices, MessageTestCase):
    pass


class SafeMessages(MessageTestCase):
    """Django may mark a message as safe HTML. The Worker does not use or set this mark."""

    def test_the_worker_shows_a_safe_message_as_plain_text(self):
        self.visitor.on(DJANGO, ["add_safe_message", INFO, "<b>Saved.</b>"])
        shown = self.show(WORKER)
        self.assertEqual([message["text"] for message in shown], ["<b>Saved.</b>"])
        self.assertNoneLeft()

    def test_the_safe_mark_is_kept_when_the_worker_adds_a_message(self):
        self.visitor.on(DJANGO, ["add_safe_message", INFO, "<b>Saved.</b>"])
        self.add(DJANGO, "<b>not bold</b>")
        self.add(WORKER, "<b>not bold</b>")
        self.assertEqual(
            self.visitor.on(DJANGO, ["are_messages_safe"]).value, [True, False, False]
        )


class MessagesInFlight(MessageTestCase):
    def test_a_message_that_django_adds_while_the_worker_shows_others_is_kept(self):
        self.add(DJANGO, "1")
        other_tab = Visitor(self.visitor.key)
        with meanwhile.happens(lambda: other_tab.on(DJANGO, ["add_message", INFO, "2"])):
            answer = self.visitor.on(WORKER, ["messages"], ["meanwhile"])
        self.assertEqual([message["text"] for message in answer.results[0]], ["1"])
        self.assertShows(DJANGO, "2")
        self.assertNoneLeft()
