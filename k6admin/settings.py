"""Settings of a real deployment. Everything that differs between deployments comes from the environment."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from k6admin import environment, issuer, logs
from runs.k6api.client import WEB, WORKER

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environment.load(os.environ, BASE_DIR / ".env")
site = environment.site(env)

DEMO = False
SECRET_KEY = environment.secret_key(env)
TOKEN_KEYS = environment.token_keys(env)
DEBUG = environment.debug(env, site)
BASE_URL = site.base_url
ALLOWED_HOSTS = site.hosts
K6_API_URL = environment.api_url(env)
TRUSTED_PROXIES = environment.trusted_proxies(env)
LOG_FORMAT = environment.log_format(env)
OIDC = issuer.oidc(env)

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # nothing is in it but what runs.operator registers
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_q",
    "heroicons",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "runs",
]

MIDDLEWARE = [
    "k6admin.middleware.TrustedProxyMiddleware",
    "k6admin.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Its random padding is what keeps a compressed page's length from telling secrets (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    # Above WhiteNoise, else static files would go out without a policy.
    "csp.middleware.CSPMiddleware",
    "k6admin.middleware.PromisedHeadersMiddleware",
    "k6admin.middleware.ProbeMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "k6admin.middleware.SharedPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "k6admin.middleware.SessionAgeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "k6admin.middleware.PaceMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "k6admin.middleware.PasswordAgainMiddleware",
    "k6admin.middleware.TimeZoneMiddleware",
    "k6admin.middleware.LoginRequiredMiddleware",
]

ROOT_URLCONF = "k6admin.urls"
WSGI_APPLICATION = "k6admin.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "runs.presenters.site.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# The database. sqlite waits for its write lock at the start of a transaction (IMMEDIATE), never half-way.
DATABASES = {"default": environment.made_private(environment.database(env, BASE_DIR))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": environment.cache(env),
    "worker": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "worker"},
    # HTML that takes long to render, in each web process: up to about a megabyte each.
    "rendered": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "rendered",
        "OPTIONS": {"MAX_ENTRIES": 48},
    },
}

# People and sessions.
AUTH_USER_MODEL = "runs.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "k6admin.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "k6admin.accounts.forms.LogInForm",
    "reset_password": "k6admin.accounts.forms.ForgottenForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people whom a lead vouches for log in, too: docs/decisions/identity.md
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/5m/key",  # by account and address; wrong codes of a second factor by person
    "login_failed_account": "30/15m/key",
    "login_failed_ip": "20/5m/ip",
    "reauthenticate": "20/5m/user",
    "change_password": "5/5m/user",
    "reset_password": "20/5m/ip,5/5m/key",
    "reset_password_from_key": "20/5m/ip",
    "company_login": "20/5m/ip",
    "first_start": "10/5m/ip",
    "share": "60/h/user",
    "wrong_link": "60/m/ip",  # of shared pages
    "invite": "60/10m/user",
    "make_team": "20/60m/user",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_ADAPTER = "k6admin.accounts.second_factor.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # what was added before the owner's proof ends with it
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "k6admin.accounts.forms.CodeForm",
    "reauthenticate": "k6admin.accounts.forms.CodeAgainForm",
    "login_webauthn": "k6admin.accounts.forms.PasskeyAtLoginForm",
    "authenticate_webauthn": "k6admin.accounts.forms.PasskeyAsSecondStepForm",
    "reauthenticate_webauthn": "k6admin.accounts.forms.PasskeyAgainForm",
    "add_webauthn": "k6admin.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "k6admin.accounts.forms.PasskeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "20/5m/ip"}
SESSION_COOKIE_AGE = 8 * 60 * 60  # without a sign of life
SESSION_LIFETIME = 7 * 24 * 60 * 60  # in all
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "runs.views.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# https: secure cookies bound to this host, a year of HSTS, and a redirect. http is for loopback only.
SECURE_SSL_REDIRECT = site.is_https
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if site.is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = site.is_https
SECURE_HSTS_PRELOAD = site.is_https
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = site.is_https
SESSION_COOKIE_NAME = "__Host-session" if site.is_https else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if site.is_https else "csrf"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Static files and forms.
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # pages name no others, and compressing them doubles the time of a start
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))
SCRIPT_STORE_MAX = environment.script_store_max(env)
MAX_RUNS_PER_STACK = environment.max_runs_per_stack(env)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["k6admin.uploads.NoFiles"]

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

# Mail. Without EMAIL_URL nothing is sent: the link is shown to the person who asked for it.
EMAIL_CONFIG = environment.mail(env)
SENDS_MAIL = "EMAIL_HOST" in EMAIL_CONFIG
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"k6admin@{site.host}")

# How long and how often the API is asked: while somebody waits for a page, and in the background.
PATIENCE_OF_PAGES, PATIENCE_OF_WORKERS = WEB, WORKER
# Seconds that a client has for its request, and for an answer (more for a long one), until the connection is closed.
PATIENCE_WITH_READERS = 30.0
# Lists, scripts, pages of the audit: how many one person gets at once, and a second after that, in each web process.
LIST_PACE = (20, 5.0)
# Rate limits in each web process: how many at once, and a second after that. Pages and changes of one person; changes
# from one address without a login; looks from one address that begin a session.
PAGE_PACE, CHANGE_PACE, ANONYMOUS_PACE, SESSION_PACE = (60, 15.0), (60, 2.0), (120, 5.0), (20, 20 / 300)
SESSION_PACED_ROUTES = {"mfa_login_webauthn"}
# Shared pages: the same for all that read from one address.
SHARED_PACE = (60, 5.0)

# Background work. A task begins nothing after 20 s, so that none meets its timeout. No more are taken out of the queue
# than can be begun at once: another worker may be idle. What django-q2 says of itself stays in memory: nobody reads it.
SLICE_SECONDS = 20.0
Q_CLUSTER = {
    "name": "k6admin",
    "orm": "default",
    "workers": 2,
    "timeout": 40,
    "retry": 55,
    "max_attempts": 3,
    "poll": 1,
    "queue_limit": 1,
    "scheduler": False,
    "cache": "worker",
    "catch_up": False,
    "save_limit": 200,
    "ack_failures": True,
    "label": "background work",
}

LOGGING = logs.configuration(LOG_FORMAT)
