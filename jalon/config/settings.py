"""Réglages de Jalon. Tout ce qui change d'une installation à l'autre vient de variables d'environnement.

Voir `docs/exploitation.md` pour leur liste.
"""

import os
from pathlib import Path

import pghistory
from csp.constants import NONE, SELF

from jalon.socle.base.connexions import RoleBase, reglages
from jalon.socle.base.dossier import lire_cles, sous_dossier

RACINE = Path(__file__).resolve().parent.parent.parent
PRODUCTION = os.environ.get("JALON_URL", "").startswith("https://")

SECRET_KEY = lire_cles()["secret_django"]
DEBUG = False
ALLOWED_HOSTS = os.environ.get("JALON_HOTES", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [os.environ["JALON_URL"].rstrip("/")] if PRODUCTION else []

APPLICATIONS_JALON = [
    "jalon.socle.base",
    "jalon.socle.parametres",
    "jalon.socle.organisations",
    "jalon.socle.territoire",
    "jalon.socle.acces",
    "jalon.socle.journal",
    "jalon.socle.pieces",
    "jalon.socle.taches",
    "jalon.socle.messages",
    "jalon.parcours.personnes",
    "jalon.parcours.orientation",
    "jalon.parcours.rendezvous",
    "jalon.parcours.contrats",
    "jalon.parcours.suivi",
    "jalon.parcours.manquements",
    "jalon.mesure.evenements",
    "jalon.mesure.indicateurs",
    "jalon.mesure.chiffres",
    "jalon.mesure.tableaux",
    "jalon.pilotage.programmes",
    "jalon.pilotage.finances",
    "jalon.pilotage.bilans",
    "jalon.pilotage.controles",
    "jalon.sources.documents",
    "jalon.sources.flux_cnaf",
    "jalon.sources.france_travail",
    "jalon.sources.tableurs",
    "jalon.web",
]

INSTALLED_APPS = [
    *APPLICATIONS_JALON,
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "jalon.socle.base.contexte.TransactionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jalon.socle.base.contexte.ContexteMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jalon.socle.acces.autorisation.AutorisationMiddleware",
    "jalon.socle.journal.contexte.JournalMiddleware",
]

ROOT_URLCONF = "jalon.config.urls"
WSGI_APPLICATION = "jalon.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "jalon/web/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["jalon.web.templatetags.francais"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jalon.web.navigation.navigation",
            ],
        },
    }
]

# Base de données : le rôle vient de la commande qui lance le processus (`jalon base migrer` : proprietaire).
ROLE_BASE = RoleBase(os.environ.get("JALON_ROLE_BASE", RoleBase.APPLICATION))
DATABASES = {
    "default": reglages(ROLE_BASE, delai_requete=int(os.environ.get("JALON_DELAI_REQUETE", "30")))
    # Point de reprise autour de la vue ; la transaction elle-même est celle de TransactionMiddleware.
    | {"ATOMIC_REQUESTS": True}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "socle_cache"},
}

# Identité
AUTH_USER_MODEL = "socle_acces.Compte"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # l'unicité du courriel est une contrainte sans casse
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "jalon.socle.acces.mots_de_passe.RegleCnil"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("courriel", "nom")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "jalon.socle.acces.adaptateurs.AdaptateurCompte"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "courriel"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Jalon"
MFA_ADAPTER = "jalon.socle.acces.adaptateurs.AdaptateurMfa"

# Sessions et cookies : finies avec le navigateur, jamais lisibles par un script.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "jalon_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "jalon_csrf"

# Sécurité des réponses
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# Fichiers envoyés : 110 Mo par pièce, 5 Go pour un flux ; au-delà de 2,5 Mo ils vont sur le disque, en 0600,
# dans le dossier de travail : un flux déposé n'est jamais recopié ni lisible d'un autre compte.
FILE_UPLOAD_TEMP_DIR = sous_dossier("televersements")
FILE_UPLOAD_PERMISSIONS = 0o600
TAILLE_MAX_PIECE = 110 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Langue, heure, fichiers statiques
LANGUAGE_CODE = "fr-fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
STATIC_URL = "/statique/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
MESSAGE_TAGS = {10: "secondary", 20: "info", 25: "success", 30: "warning", 40: "danger"}
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Courriels
EMAIL_HOST = os.environ.get("JALON_SMTP_HOTE", "")
EMAIL_PORT = int(os.environ.get("JALON_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("JALON_SMTP_COMPTE", "")
EMAIL_HOST_PASSWORD = os.environ.get("JALON_SMTP_MOT_DE_PASSE", "")
EMAIL_USE_TLS = bool(EMAIL_HOST) and os.environ.get("JALON_SMTP_TLS", "oui") != "non"
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("JALON_COURRIEL_EXPEDITEUR", "jalon@localhost")

# SMS : sans adresse de fournisseur, ils restent dans la boîte d'envoi (contrat : `docs/messages.md`)
SMS_URL = os.environ.get("JALON_SMS_URL", "")
SMS_CLE = os.environ.get("JALON_SMS_CLE", "")
SMS_EXPEDITEUR = os.environ.get("JALON_SMS_EXPEDITEUR", "")
SMS_SECRET_RAPPEL = os.environ.get("JALON_SMS_SECRET_RAPPEL", "")

# Histoire et tâches
PGHISTORY_APPEND_ONLY = True
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
DOUBLE_AUTHENTIFICATION_INITIALE = True
PROCRASTINATE_READONLY_MODELS = True
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

# Journaux : ni courriel, ni nom, ni valeur saisie ; les erreurs gardent leur trace, pas les données envoyées.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ligne": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"discret": {"()": "jalon.socle.journal.discretion.SansDonneesPersonnelles"}},
    "handlers": {
        "sortie": {"class": "logging.StreamHandler", "formatter": "ligne", "filters": ["discret"]},
    },
    "root": {"handlers": ["sortie"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}, "jalon": {"level": "INFO"}},
}
