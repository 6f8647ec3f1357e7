"""The operations on users and messages. `user-operations.ts` has the same for the Worker."""

from django.contrib import messages
from django.contrib.auth import get_user_model, login, logout, update_session_auth_hash
from django.utils.safestring import SafeData, mark_safe


def describe_user(request):
    user = request.user
    return {"id": str(user.pk), "username": user.username} if user.is_authenticated else None


def log_in(request, user_id):
    login(request, get_user_model().objects.get(pk=user_id))


def change_password(request, password):
    """Stores the hash of a new password, as Django's own form does."""
    user = request.user
    user.password = password
    user.save()
    update_session_auth_hash(request, user)


def describe_messages(request):
    return [
        {
            "level": message.level,
            "level_tag": message.level_tag,
            "text": str(message),
            "extra_tags": message.extra_tags or "",
            "tags": message.tags,
        }
        for message in messages.get_messages(request)
    ]


def are_messages_safe(request):
    """Returns for each message whether a template would show it as HTML."""
    return [isinstance(message.message, SafeData) for message in messages.get_messages(request)]


OPERATIONS = {
    "user": describe_user,
    "login": log_in,
    "logout": logout,
    "change_password": change_password,
    "add_message": lambda request, *args: messages.add_message(request, *args),
    "add_safe_message": lambda request, level, html: messages.add_message(
        request, level, mark_safe(html)
    ),
    "set_message_level": lambda request, level: messages.set_level(request, level),
    "messages": describe_messages,
    "are_messages_safe": are_messages_safe,
}
