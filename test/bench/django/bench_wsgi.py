"""What gunicorn serves. Django makes its handler once the settings are known."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
