"""Ce que le processus des tâches exécute."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from jalon.socle.taches import services


@app.task(name="jalon.executer_tache", queue=services.FILE)
def executer_tache(tache: str, compte: str) -> None:
    services.executer(UUID(tache), UUID(compte))


@app.periodic(cron="* * * * *")
@app.task(
    name="jalon.reprendre_interrompues", queue=services.FILE, queueing_lock="reprendre", pass_context=False
)
async def reprendre_interrompues(timestamp: int) -> None:
    """Remet en file les travaux dont le processus a disparu sans finir."""
    for travail in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(travail)
