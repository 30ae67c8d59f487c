"""Entretien quotidien des connexions."""

from __future__ import annotations

from django.core.management import call_command
from procrastinate.contrib.django import app


@app.periodic(cron="17 3 * * *")
@app.task(name="jalon.effacer_sessions_finies", queue="jalon", queueing_lock="sessions")
def effacer_sessions_finies(timestamp: int) -> None:
    """Les sessions finies ne restent pas dans la base."""
    call_command("clearsessions")
