"""The settings under test: the product's own, minus what only costs time, plus a place of their own.

Nothing of the caller's environment reaches the tests except DATABASE_URL.
"""

import os
import tempfile
from pathlib import Path

for _name in [name for name in os.environ if name.startswith("MEDIATION_")]:
    del os.environ[_name]
# Memory-backed where the machine has it: hundreds of small transactions wait for no disk.
_BASE = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
_PLACE = Path(tempfile.mkdtemp(prefix="mediation-test-", dir=_BASE))
os.environ["MEDIATION_VAR"] = str(_PLACE)
os.environ["MEDIATION_HTTPS"] = "0"
os.environ["MEDIATION_HOSTS"] = "localhost,127.0.0.1,testserver"

from mediation.settings import *  # noqa: E402, F403
from mediation.settings import DATABASE, STORAGES  # noqa: E402

TEST_PLACE = _PLACE

if DATABASE["ENGINE"].endswith("sqlite3"):
    # A file, not memory: browser tests and the outbox use several connections, and WAL exists only for files.
    DATABASE["TEST"] = {"NAME": str(_PLACE / "test.sqlite3")}
    DATABASE["OPTIONS"]["init_command"] = DATABASE["OPTIONS"]["init_command"].replace(
        "synchronous=FULL", "synchronous=OFF"
    )
else:
    DATABASE["TEST"] = {"TEMPLATE": "template0"}
DATABASE["CONN_MAX_AGE"] = 0  # threads of a race test must not keep the database from being dropped

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
