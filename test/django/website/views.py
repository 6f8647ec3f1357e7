import json

from django.http import JsonResponse

from website.operations import OPERATIONS


def session(request):
    """Does with the session what the body says, and answers with the results."""
    results = []
    for name, *args in json.loads(request.body)["operations"]:
        results.append(OPERATIONS[name](request.session, *args))
    return JsonResponse({"results": results})
