import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

from jalon.config.demarrage import charger_les_pages, ecrire_les_classements

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jalon.config.settings")
application = get_wsgi_application()
charger_les_pages()
Thread(target=ecrire_les_classements, daemon=True).start()
