from django.conf import settings


class Jobs:
    """The jobs have a database of their own where there is one."""

    def db_for_read(self, model, **hints):
        return "jobs" if model._meta.app_label == "jobs" and "jobs" in settings.DATABASES else None

    db_for_write = db_for_read

    def allow_migrate(self, db, app_label, **hints):
        if "jobs" not in settings.DATABASES:
            return None
        return (db == "jobs") == (app_label == "jobs")
