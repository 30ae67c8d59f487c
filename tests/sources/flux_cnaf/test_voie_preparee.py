"""Un foyer jamais vu s'écrit d'avance, loin de la base : elle doit dire la même chose que la voie commune."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection, transaction

from jalon.parcours.personnes.copie import en_copie
from jalon.parcours.personnes.emballage import deballer
from jalon.parcours.personnes.integration import Integration
from jalon.parcours.personnes.models import Personne, Rapprochement, VersionDossier
from jalon.socle.base.chiffrement import dechiffrer
from jalon.sources.flux_cnaf import passe
from tests.parcours.personnes.departement import charger, fichiers, photo, reglages

pytestmark = pytest.mark.django_db
FOYER = re.compile(rb"<InfosFoyerRSA>.*?</InfosFoyerRSA>", re.DOTALL)
NUMERO = re.compile(rb"(<NUMDEMRSA>)[^<]*(</NUMDEMRSA>)")
TOTAL = re.compile(rb"(<NBTOTDOSRSATRANSM>)\s*(\d+)\s*(</NBTOTDOSRSATRANSM>)")


class Defaire(Exception):
    """Défait un chargement une fois sa photo prise."""


def ajouter_homonymes(fichier: Path, nombre: int) -> None:
    """Les personnes des premiers foyers reviennent dans d'autres dossiers, en fin de fichier."""
    octets = fichier.read_bytes()
    copies = [
        NUMERO.sub(rb"\g<1>99%d\g<2>" % rang, foyer[0], count=1)
        for rang, foyer in zip(range(10**6, 10**6 + nombre), FOYER.finditer(octets), strict=False)
    ]
    fin = octets.rindex(b"</InfosFoyerRSA>") + len(b"</InfosFoyerRSA>")
    octets = octets[:fin] + b"\n" + b"\n".join(copies) + octets[fin:]
    fichier.write_bytes(TOTAL.sub(lambda t: t[1] + b"%d" % (int(t[2]) + nombre) + t[3], octets))


def tout() -> dict[str, list[str]]:
    """La photo de la base, et ce qu'elle ne montre pas : recherche, NIR, versions, ressemblances."""
    champs = ("nom_naissance", "prenoms", "date_naissance", "sexe", "commune_naissance", "vue_le")
    return photo() | {
        "recherche": sorted(
            f"{vus} {sorted(trigrammes)}"  # un ensemble : leur ordre n'a pas de sens
            for *vus, trigrammes in Personne.objects.values_list(*champs, "trigrammes")
        ),
        "nir": sorted(
            dechiffrer(nir).decode()
            for nir in Personne.objects.exclude(nir_chiffre=None).values_list("nir_chiffre", flat=True)
        ),
        "membres": _lignes(
            "SELECT f.numero, m.nom, m.nom_naissance, m.prenoms, m.sexe, encode(m.nir_cle, 'hex'),"
            " encode(m.cle_identite, 'hex'), m.cles_vues::text, EXISTS (SELECT 1 FROM"
            " parcours_personnes_membre a WHERE a.id <> m.id AND a.personne_id = m.personne_id)"
            " FROM parcours_personnes_membre m"
            " JOIN parcours_personnes_foyer f ON f.id = m.foyer_id"
        ),
        "versions": sorted(
            f"{numero} {bytes(empreinte).hex()} {deballer(bytes(contenu))!r}"
            for numero, empreinte, contenu in VersionDossier.objects.filter(
                observationdossier__isnull=False
            ).values_list("foyer__numero", "empreinte", "contenu")
        ),
        "rapprochements": sorted(map(str, Rapprochement.objects.values_list("score", "raisons"))),
    }


def _lignes(requete: str) -> list[str]:
    with connection.cursor() as curseur:
        curseur.execute(requete)
        return sorted(map(str, curseur.fetchall()))


def _charges(chemins, systeme):
    """Ce que la base dit après ces fichiers, leurs comptes, puis rien n'en reste."""
    try:
        with transaction.atomic():
            comptes = [bilan.comptes for bilan in charger(chemins, systeme)]
            vues = tout()
            raise Defaire
    except Defaire:
        return vues, comptes


def test_la_voie_preparee_ecrit_ce_que_la_voie_commune_ecrirait(tmp_path, systeme, monkeypatch):
    mois = [fichier.chemin for fichier in fichiers(reglages(60, 3), tmp_path)]
    ajouter_homonymes(mois[0], 6)
    monkeypatch.setattr(passe, "TAILLE_LOT", 40)
    pris, prets = [], Integration._integrer_prets

    def compter(self, surs):
        pris.append(len(surs))
        return prets(self, surs)

    monkeypatch.setattr(Integration, "_integrer_prets", compter)
    par_la_voie_preparee = _charges(mois, systeme)
    assert 40 < sum(pris) < par_la_voie_preparee[1][0]["nouveaux"] + 30
    pris.clear()
    monkeypatch.setattr(passe, "numeros_connus", lambda departement, numeros: set(numeros))
    par_la_voie_commune = _charges(mois, systeme)
    assert not pris
    for nom, lignes in par_la_voie_commune[0].items():
        assert par_la_voie_preparee[0][nom] == lignes, nom
    assert par_la_voie_preparee[1] == par_la_voie_commune[1]


def test_un_dossier_qui_pourrait_etre_d_une_personne_connue_reprend_la_voie_commune(
    tmp_path, systeme, monkeypatch
):
    (mensuel,) = fichiers(reglages(20), tmp_path)
    ajouter_homonymes(mensuel.chemin, 5)
    pris, prets = [], Integration._integrer_prets
    monkeypatch.setattr(
        Integration, "_integrer_prets", lambda self, surs: (pris.extend(surs), prets(self, surs))[1]
    )
    (bilan,) = charger([mensuel.chemin], systeme)
    assert bilan.comptes["nouveaux"] == 25
    assert len(pris) <= 15
    assert not any(dossier.pret.numero.startswith("991") for dossier in pris)


@pytest.mark.parametrize(
    "valeurs",
    [
        ["DUPONT", "d'Ô\\n", "a\tb", "a\nb\r", "", '"', "\\N", "{}"],
        [["Lê", 'a"b', "c\\d", "e,f", "{g}", " ", ""], ["NULL"], []],
    ],
)
def test_ce_qui_est_copie_est_ce_qui_est_relu(valeurs):
    textes = isinstance(valeurs[0], str)
    nature = "text" if textes else "text[]"
    with connection.cursor() as curseur:
        curseur.execute(f"CREATE TEMPORARY TABLE copiee (rang int, valeur {nature}) ON COMMIT DROP")
        with curseur.copy("COPY copiee FROM STDIN") as copie:
            copie.write(en_copie(list(enumerate(valeurs))))
        curseur.execute("SELECT valeur FROM copiee ORDER BY rang")
        assert [valeur for (valeur,) in curseur.fetchall()] == valeurs


def test_un_type_inconnu_ne_s_ecrit_pas():
    with pytest.raises(TypeError, match="object"):
        en_copie([[object()]])
