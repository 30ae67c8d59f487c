"""Réglages des tests : une installation jetable, préparée par `tests/conftest.py`."""

import os
import tempfile

# Les processus de xdist héritent du dossier du premier : ils partagent le même serveur.
if "JALON_DOSSIER_TESTS" not in os.environ:
    os.environ["JALON_DOSSIER_TESTS"] = tempfile.mkdtemp(prefix="jalon-tests-")
os.environ["JALON_DOSSIER"] = os.environ["JALON_DOSSIER_TESTS"]
os.environ["XDG_RUNTIME_DIR"] = os.environ["JALON_DOSSIER_TESTS"]
os.environ["JALON_BASE_JETABLE"] = "1"
os.environ["JALON_ROLE_BASE"] = "proprietaire"
for variable in ("JALON_CLES", "JALON_URL"):
    os.environ.pop(variable, None)

from jalon.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DOUBLE_AUTHENTIFICATION_INITIALE = False
