import json

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from website import operations, user_operations


@csrf_exempt
def session(request):
    """Runs the operations that the body lists, and responds with their results."""
    results = []
    for name, *args in json.loads(request.body)["operations"]:
        if name in operations.OPERATIONS:
            results.append(operations.OPERATIONS[name](request.session, *args))
        else:
            results.append(user_operations.OPERATIONS[name](request, *args))
    return JsonResponse({"results": results})


def form(request):
    """A page with a form that is sent to the same page."""
    if request.method == "GET":
        return render(request, "form.html")
    return JsonResponse({"results": [QueryDict(request.body).get("name")]})


def csrf_failure(request, reason=""):
    return HttpResponse(reason, status=403, content_type="text/plain")
