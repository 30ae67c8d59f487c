"""Le rapport de 60 actions en PDF, DOCX et ODS, contre l'écriture nue des mêmes cases dans un classeur."""

from __future__ import annotations

import io
import sys
import time

from bench.outils import afficher, chronometrer, sur_base_jetable
from bench.pages import ACTIONS

BUT = 5.0
FORMATS = ("pdf", "docx", "ods")
MODELE = "rapport-execution"
TEXTE = (
    "L'action suit **soixante personnes** dans l'année.\n\n- un accueil chaque semaine ;\n"
    "- un bilan à six mois ;\n- une visite d'entreprise.\n\n"
    "Les partenaires se réunissent chaque trimestre et relisent ce bilan ensemble. "
) * 3


def mesurer() -> None:
    """Installe une base jetable, la sème, édite comme l'application, à froid puis à chaud."""
    sur_base_jetable("bench.editions", "semer", "chronometrer_editions")


def semer() -> None:
    """Un programme de 60 actions dont chaque fiche a huit sections rédigées."""
    from jalon.cli.outils import base_ouverte
    from jalon.socle.base.connexions import RoleBase

    with base_ouverte(RoleBase.PROPRIETAIRE):
        from jalon.pilotage.bilans.models import FicheBilan, SectionFiche
        from jalon.socle.acces.selectors import compte_systeme
        from jalon.socle.base.contexte import contexte_compte
        from tests.fabriques import programme_garni

        with contexte_compte(compte_systeme()):
            exercice = programme_garni(ACTIONS)
            SectionFiche.objects.filter(fiche__exercice=exercice).update(texte=TEXTE)
            types = ("description", "mise_en_place", "partenaires", "duree", "perspectives")
            SectionFiche.objects.bulk_create(
                SectionFiche(fiche=fiche, type=type_, texte=TEXTE)
                for fiche in FicheBilan.objects.filter(exercice=exercice)
                for type_ in types
            )


def chronometrer_editions() -> None:
    """Le premier rapport d'un processus neuf, puis le temps de chaque format."""
    from jalon.cli.outils import base_ouverte

    with base_ouverte():
        from jalon.editions.services import ecrire, editer_formats, preparer
        from jalon.pilotage.programmes.models import Exercice
        from jalon.socle.acces.selectors import compte_systeme
        from jalon.socle.base.contexte import contexte_compte

        with contexte_compte(compte_systeme()):
            exercice = Exercice.objects.select_related("programme__modele").get()
            debut = time.perf_counter()
            octets = editer_formats(MODELE, exercice.programme, exercice, FORMATS)
            froid = time.perf_counter() - debut
            document = preparer(MODELE, exercice.programme, exercice)
            cases = _textes(document.blocs)
            etalon = chronometrer(lambda: _ecriture_nue(cases), 3)
            poids = ", ".join(f"{nom} {len(contenu) / 1000:.0f} ko" for nom, contenu in octets.items())
            print(f"{ACTIONS} actions, {len(cases)} cases et paragraphes ; {poids}")
            afficher(
                "PDF + DOCX + ODS, à froid, lecture de la base comprise", froid, "écriture nue", etalon, BUT
            )
            for format_ in FORMATS:
                duree = chronometrer(lambda f=format_: ecrire(document, f), 3)
                afficher(f"{format_.upper()} seul, à chaud", duree, "écriture nue", etalon)


def _textes(blocs: object) -> list[str]:
    from jalon.socle.rendu.blocs import Paysage, Prose, SelonSupport, Tableau, Titre
    from jalon.socle.rendu.markdown import en_lignes

    textes: list[str] = []
    for bloc in blocs:  # type: ignore[attr-defined]
        if isinstance(bloc, Paysage | SelonSupport):
            textes += _textes(bloc.blocs if isinstance(bloc, Paysage) else bloc.papier)
        elif isinstance(bloc, Tableau):
            textes += [case.texte for rangee in bloc.rangees for case in rangee.cases]
        elif isinstance(bloc, Prose):
            textes += list(en_lignes(bloc.arbre))
        elif isinstance(bloc, Titre):
            textes.append(bloc.texte)
    return textes


def _ecriture_nue(cases: list[str]) -> bytes:
    """L'étalon : les mêmes textes, un par case, sans style ni lien."""
    import xlsxwriter

    sortie = io.BytesIO()
    with xlsxwriter.Workbook(sortie, {"in_memory": True}) as classeur:
        feuille = classeur.add_worksheet()
        for rang, texte in enumerate(cases):
            feuille.write_string(rang, 0, texte)
    return sortie.getvalue()


if __name__ == "__main__":
    globals()[sys.argv[1]]()
