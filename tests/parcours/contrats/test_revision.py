"""Une révision signée en retard : l'ancien contrat court jusque-là ; fini, il ne se révise plus."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError

from jalon.parcours.contrats import selectors, services
from jalon.parcours.contrats.enums import EtatContrat
from jalon.parcours.contrats.models import Contrat
from jalon.parcours.contrats.regles import PLUS_RIEN_A_REVISER
from tests.parcours.contrats.fabriques import FIN, Equipe, contrat_signe, empreinte, signer

pytestmark = pytest.mark.django_db

PREPAREE, EFFET = date(2025, 4, 15), date(2025, 5, 1)
"""Le jour où la révision devait prendre effet ; l'ancien contrat finit le 9 août 2025 (`FIN`)."""


def reviser(equipe: Equipe, ancien: Contrat, fin: date | None = None) -> Contrat:
    suite = services.continuer_contrat(
        contrat=ancien, suite="revision", acteur=equipe.referent, debut=EFFET, fin=fin, le=PREPAREE
    )
    return services.soumettre_contrat(contrat=suite, acteur=equipe.referent, le=PREPAREE)


@pytest.mark.parametrize("signe_le", [date(2025, 4, 20), EFFET, date(2025, 5, 2), date(2025, 7, 1), FIN])
def test_l_ancien_court_jusqu_a_la_veille_de_l_effet(equipe: Equipe, signe_le: date) -> None:
    """En avance, elle attend sa date ; en retard, elle prend effet à la signature. Aucun jour vide."""
    ancien = contrat_signe(equipe)
    suite = signer(equipe, reviser(equipe, ancien), le=signe_le)
    effet = max(EFFET, signe_le)
    ancien.refresh_from_db()
    assert (ancien.etat, ancien.clos_le) == (EtatContrat.REMPLACE, signe_le)
    assert ancien.fin_effective == effet - timedelta(days=1)
    jour = ancien.debut
    while jour <= FIN + timedelta(days=1):
        courant = selectors.contrat_en_vigueur(equipe.personne.pk, jour)
        assert courant is not None and courant.pk == (suite.pk if jour >= effet else ancien.pk), jour
        jour += timedelta(days=1)


def test_apres_la_fin_il_n_y_a_plus_rien_a_reviser(equipe: Equipe) -> None:
    """Refusée dès la première signature ; faite renouvellement, elle se signe et laisse voir le trou."""
    ancien = contrat_signe(equipe)
    suite = reviser(equipe, ancien)
    lendemain = FIN + timedelta(days=1)
    with pytest.raises(ValidationError, match=PLUS_RIEN_A_REVISER):
        signer(equipe, suite, le=lendemain)
    assert not suite.signatures.exists()
    with pytest.raises(ValidationError, match="Seule une révision en préparation"):
        services.renouveler_plutot(contrat=suite, acteur=equipe.referent)
    suite = services.reprendre_contrat(contrat=suite, acteur=equipe.referent)
    with pytest.raises(ValidationError, match=PLUS_RIEN_A_REVISER):
        services.soumettre_contrat(contrat=suite, acteur=equipe.referent, le=lendemain)
    suite = services.renouveler_plutot(contrat=suite, acteur=equipe.referent)
    suite = services.soumettre_contrat(contrat=suite, acteur=equipe.referent, le=lendemain)
    suite = signer(equipe, suite, le=date(2025, 8, 12))
    ancien.refresh_from_db()
    assert (suite.etat, suite.suite, ancien.etat) == (EtatContrat.SIGNE, "renouvellement", EtatContrat.SIGNE)
    courants = [
        selectors.contrat_en_vigueur(equipe.personne.pk, date(2025, 8, jour)) for jour in (9, 10, 11, 12)
    ]
    assert [c and c.pk for c in courants] == [ancien.pk, None, None, suite.pk]


def test_on_ne_commence_pas_une_revision_d_un_contrat_fini_ou_arrete(equipe: Equipe) -> None:
    ancien = contrat_signe(equipe)
    for debut, le in ((None, FIN + timedelta(days=1)), (FIN + timedelta(days=1), EFFET)):
        with pytest.raises(ValidationError, match=PLUS_RIEN_A_REVISER):
            services.continuer_contrat(
                contrat=ancien, suite="revision", acteur=equipe.referent, debut=debut, le=le
            )
    suite = reviser(equipe, ancien)
    services.resilier_contrat(contrat=ancien, motif="emploi", acteur=equipe.referent, le=EFFET)
    with pytest.raises(ValidationError, match=PLUS_RIEN_A_REVISER):
        signer(equipe, suite, le=date(2025, 5, 2))


def test_on_ne_signe_pas_un_contrat_deja_fini(equipe: Equipe) -> None:
    suite = reviser(equipe, contrat_signe(equipe), fin=date(2025, 6, 30))
    with pytest.raises(ValidationError, match="La fin de ce contrat est passée"):
        signer(equipe, suite, le=date(2025, 7, 1))
    assert signer(equipe, suite, le=date(2025, 6, 30)).etat == EtatContrat.SIGNE


def test_la_base_tient_la_meme_regle_avec_la_meme_phrase(equipe: Equipe) -> None:
    """En SQL nu : ni révision d'un contrat qui court encore ou a fini, ni signature après la fin."""
    ancien = contrat_signe(equipe)
    suite = reviser(equipe, ancien)
    table, signer_nu = "parcours_contrats_contrat", "SET etat = 'signe', signe_le = %s, notifie_le = signe_le"
    for signe_le in (EFFET, FIN + timedelta(days=1)):
        with pytest.raises(IntegrityError, match=PLUS_RIEN_A_REVISER), transaction.atomic():
            with connection.cursor() as curseur:
                curseur.execute(f"UPDATE {table} {signer_nu} WHERE id = %s", [signe_le, suite.pk])  # noqa: S608
    with pytest.raises(IntegrityError, match="contrat_signe_avant_sa_fin"), transaction.atomic():
        Contrat.objects.filter(pk=ancien.pk).update(signe_le=FIN + timedelta(days=1))
    with pytest.raises(IntegrityError, match="contrat_arrete_avant_sa_fin"), transaction.atomic():
        Contrat.objects.filter(pk=ancien.pk).update(
            etat="remplace", clos_le=FIN, fin_effective=FIN + timedelta(days=1), motif_cloture="suite"
        )


def test_une_revision_inseree_deja_signee_passe_le_meme_controle(equipe: Equipe) -> None:
    """En SQL nu, à l'INSERT comme à l'UPDATE ; à temps, après l'arrêt du précédent, elle s'écrit."""
    ancien = contrat_signe(equipe)
    suite = reviser(equipe, ancien)
    table = "parcours_contrats_contrat"
    inserer = f"""INSERT INTO {table} SELECT (jsonb_populate_record(c, jsonb_build_object(
        'id', gen_random_uuid(), 'etat', %s, 'signe_le', %s, 'notifie_le', %s, 'clos_le', %s,
        'fin_effective', %s, 'motif_cloture', %s))).* FROM {table} c WHERE id = %s"""  # noqa: S608
    tard = FIN + timedelta(days=1)
    refusees = [
        ("signe", EFFET, EFFET, None, None, ""),
        ("signe", tard, tard, None, None, ""),
        ("resilie", EFFET, EFFET, EFFET, EFFET, "emploi"),
    ]
    with connection.cursor() as curseur:
        curseur.execute(f"UPDATE {table} SET fin = NULL WHERE id = %s", [suite.pk])  # noqa: S608
        for valeurs in refusees:
            with pytest.raises(IntegrityError, match=PLUS_RIEN_A_REVISER), transaction.atomic():
                curseur.execute(inserer, [*valeurs, suite.pk])
        veille = EFFET - timedelta(days=1)
        Contrat.objects.filter(pk=ancien.pk).update(
            etat="remplace", clos_le=EFFET, fin_effective=veille, motif_cloture="suite"
        )
        curseur.execute(inserer, ["signe", EFFET, EFFET, None, None, "", suite.pk])
    assert selectors.contrat_en_vigueur(equipe.personne.pk, veille).pk == ancien.pk
    assert selectors.contrat_en_vigueur(equipe.personne.pk, EFFET).pk not in (ancien.pk, suite.pk)


@pytest.mark.parametrize(
    ("fin", "instant", "a_temps"),
    [
        # Passages à l'heure d'hiver (26 octobre 2025) et d'été (29 mars 2026) : le jour est celui de Paris,
        # que le décalage soit d'une heure ou de deux.
        (date(2025, 10, 25), datetime(2025, 10, 25, 21, 59, tzinfo=UTC), True),
        (date(2025, 10, 25), datetime(2025, 10, 25, 22, 1, tzinfo=UTC), False),
        (date(2025, 10, 26), datetime(2025, 10, 26, 22, 59, tzinfo=UTC), True),
        (date(2025, 10, 26), datetime(2025, 10, 26, 23, 1, tzinfo=UTC), False),
        (date(2026, 3, 28), datetime(2026, 3, 28, 22, 59, tzinfo=UTC), True),
        (date(2026, 3, 28), datetime(2026, 3, 28, 23, 1, tzinfo=UTC), False),
        (date(2026, 3, 29), datetime(2026, 3, 29, 21, 59, tzinfo=UTC), True),
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, 1, tzinfo=UTC), False),
    ],
)
def test_le_dernier_jour_est_celui_de_paris(
    equipe: Equipe, fin: date, instant: datetime, a_temps: bool
) -> None:
    ancien = contrat_signe(equipe, fin=fin, heures_semaine=Decimal("15"))
    suite = reviser(equipe, ancien)
    services.signer_pour_organisme(
        contrat=suite, empreinte=empreinte(suite), acteur=equipe.responsable, le=EFFET
    )
    geste = {
        "contrat": suite, "empreinte": empreinte(suite), "moyen_identite": "connue", "relu": True,
        "acteur": equipe.referent, "le": instant,
    }  # fmt: skip
    if not a_temps:
        with pytest.raises(ValidationError, match=PLUS_RIEN_A_REVISER):
            services.signer_a_l_ecran(**geste)
        return
    assert services.signer_a_l_ecran(**geste).signe_le == fin
    ancien.refresh_from_db()
    assert ancien.fin_effective == fin - timedelta(days=1)


def test_une_revision_en_preparation_a_la_fois(equipe: Equipe) -> None:
    ancien = contrat_signe(equipe)
    services.continuer_contrat(contrat=ancien, suite="revision", acteur=equipe.referent, le=EFFET)
    with pytest.raises(ValidationError, match="déjà en préparation"):
        services.continuer_contrat(contrat=ancien, suite="revision", acteur=equipe.referent, le=EFFET)
