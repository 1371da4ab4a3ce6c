"""The entrance for the web server."""

import os

from django.core.wsgi import get_wsgi_application

from kakunin.web.whole_body import only_whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kakunin.config.settings")

application = only_whole_bodies(get_wsgi_application())
