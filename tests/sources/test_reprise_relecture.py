"""Relire un document : rien ne change, une correction se voit, une main humaine l'emporte."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jalon.pilotage.bilans.models import SectionFiche
from jalon.pilotage.controles.models import Mention
from jalon.pilotage.controles.services import ecarter_mention
from jalon.pilotage.finances.models import Contrepartie, Credit, Depense
from jalon.pilotage.finances.services import corriger_montant, supprimer_montant
from jalon.pilotage.programmes.models import ModeleProgramme, Programme
from jalon.socle.acces.models import Compte
from jalon.sources.documents.enums import EtatLecture, Sort
from jalon.sources.documents.models import Lecture, TraceReprise
from jalon.sources.documents.selectors import differences
from jalon.sources.documents.services import deposer_document, ecrire_lecture, refuser_lecture
from tests.sources.reprise import (
    charger_departements,
    compter_evenements,
    compter_lignes,
    donnees,
    petit_rapport,
    reprendre,
)

pytestmark = pytest.mark.django_db
CODE = "calpae-99"


@pytest.fixture(autouse=True)
def _territoire(db: None) -> None:
    charger_departements()


@pytest.mark.parametrize("fichier", ["calpae.txt", "pdi.txt"])
def test_deux_fois_le_meme_fichier_necrit_rien(fichier: str, systeme: Compte) -> None:
    reprendre(donnees(fichier), systeme, nom=fichier)
    avant = compter_evenements(), compter_lignes()
    lecture, bilan = reprendre(donnees(fichier), systeme, nom=fichier)
    assert (compter_evenements(), compter_lignes()) == avant
    assert bilan.vide and bilan.inchanges > 100
    assert not bilan.conflits and not bilan.gardes and not bilan.disparus


def test_proposer_necrit_rien(systeme: Compte) -> None:
    lecture = deposer_document(nom="r.txt", contenu=petit_rapport(), acteur=systeme)
    avant = compter_evenements(), compter_lignes()
    proposition = differences(lecture)
    assert (compter_evenements(), compter_lignes()) == avant
    assert proposition.code_programme == CODE and proposition.par_nature["credit"][Sort.CREATION] == 4
    assert not Programme.objects.exists()


def test_un_fichier_corrige_montre_et_ecrit_la_difference(systeme: Compte) -> None:
    reprendre(petit_rapport(), systeme)
    credit = Credit.objects.get(action__places__numero="1.1", nature="prevu")
    lecture = deposer_document(
        nom="v2.txt", contenu=petit_rapport(participation="42 000,00 €"), acteur=systeme
    )
    (modification,) = [d for d in differences(lecture).modifications if d.nature == "credit"]
    (champ,) = modification.champs
    assert (champ.champ, champ.jalon, champ.document) == ("montant", "40\u00a0000", "42\u00a0000")
    assert "Participation" in modification.ou and modification.cible == f"credit:{credit.pk}"
    ecrire_lecture(lecture=lecture, acteur=systeme)
    credit.refresh_from_db()
    assert (credit.montant, credit.piece_id) == (Decimal(42000), lecture.piece_id)


def test_une_correction_a_la_main_reste_a_la_relecture_du_meme_fichier(systeme: Compte) -> None:
    lecture, _ = reprendre(petit_rapport(), systeme)
    corriger(systeme, "41000")
    avant = compter_evenements()
    bilan = ecrire_lecture(lecture=lecture, acteur=systeme)
    assert compter_evenements() == avant
    assert [d.nature for d in bilan.gardes] == ["credit"] and not bilan.conflits
    assert credit_11().montant == 41000


def test_une_correction_a_la_main_nest_jamais_ecrasee_sans_le_dire(systeme: Compte) -> None:
    reprendre(petit_rapport(), systeme)
    corriger(systeme, "41000")
    lecture, bilan = reprendre(petit_rapport(participation="42 000,00 €"), systeme)
    (conflit,) = bilan.conflits
    assert conflit.nature == "credit" and credit_11().montant == 41000
    assert differences(lecture).conflits == [conflit], "un conflit non tranché reste un conflit"
    ecrire_lecture(lecture=lecture, remplacer=[conflit.cle], acteur=systeme)
    assert credit_11().montant == 42000
    assert not differences(lecture).conflits


def test_une_valeur_gardee_peut_revenir_a_celle_du_document(systeme: Compte) -> None:
    lecture, _ = reprendre(petit_rapport(), systeme)
    corriger(systeme, "41000")
    (garde,) = differences(lecture).gardes
    ecrire_lecture(lecture=lecture, remplacer=[garde.cle], acteur=systeme)
    assert credit_11().montant == 40000
    assert differences(lecture).vide and not differences(lecture).gardes


def test_un_genre_de_programme_inconnu_se_dit_sans_rien_ecrire(systeme: Compte) -> None:
    ModeleProgramme.objects.all().delete()
    lecture = deposer_document(nom="r.txt", contenu=petit_rapport(), acteur=systeme)
    assert lecture.etat == EtatLecture.ILLISIBLE and lecture.erreur
    assert not Programme.objects.exists()


def test_sans_tableau_de_credits_le_budget_de_fiche_est_le_detail(systeme: Compte) -> None:
    fiches_seules = petit_rapport()[petit_rapport().index(b"# Rapport") :]
    reprendre(b"CALPAE 2022\n\n" + fiches_seules, systeme, code=CODE)
    assert credit_11().montant == 40000
    assert Depense.objects.get().montant == 30000
    assert Contrepartie.objects.get().execute == 40000


def test_un_montant_supprime_a_la_main_ne_revient_pas_sans_le_dire(systeme: Compte) -> None:
    lecture, _ = reprendre(petit_rapport(), systeme)
    supprimer_montant(objet=credit_11(), acteur=systeme)
    bilan = ecrire_lecture(lecture=lecture, acteur=systeme)
    assert [d.nature for d in bilan.conflits] == ["credit"]
    assert not Credit.objects.filter(action__places__numero="1.1", nature="prevu").exists()


def test_un_texte_reecrit_a_la_main_reste(systeme: Compte) -> None:
    reprendre(petit_rapport(), systeme)
    section = SectionFiche.objects.get(type="bilan")
    SectionFiche.objects.filter(pk=section.pk).update(texte="Réécrit.", version=2)
    _, bilan = reprendre(petit_rapport(bilan="Tout va mieux."), systeme)
    section.refresh_from_db()
    assert section.texte == "Réécrit." and [d.nature for d in bilan.conflits] == ["section"]


def test_un_texte_corrige_dans_le_fichier_change_de_version(systeme: Compte) -> None:
    reprendre(petit_rapport(), systeme)
    reprendre(petit_rapport(bilan="Tout va mieux."), systeme)
    section = SectionFiche.objects.get(type="bilan")
    assert (section.texte, section.version) == ("Tout va mieux.", 2)
    mention = Mention.objects.get(tableau="section", cle__startswith="bilan:")
    assert mention.details["version"] == 2


def test_une_case_que_le_document_nimprime_plus_disparait(systeme: Compte) -> None:
    reprendre(petit_rapport(), systeme)
    sans_total = b"\n".join(li for li in petit_rapport().split(b"\n") if b"TOTAL" not in li)
    reprendre(sans_total, systeme)
    assert not Mention.objects.filter(tableau="credits", cle__startswith="total:").exists()


def test_une_mention_ecartee_le_reste(systeme: Compte) -> None:
    lecture, _ = reprendre(petit_rapport(), systeme)
    total = Mention.objects.get(tableau="credits", cle__startswith="total:", role="execute")
    ecarter_mention(mention=total, motif="recalculé", acteur=systeme)
    assert ecrire_lecture(lecture=lecture, acteur=systeme).vide
    total.refresh_from_db()
    assert total.ecartee_le is not None


def test_un_fichier_sans_credits_ne_retire_aucun_credit(systeme: Compte) -> None:
    reprendre(petit_rapport(), systeme)
    fiches_seules = b"CALPAE 2022\n\n" + petit_rapport()[petit_rapport().index(b"# Rapport") :]
    avant = Credit.objects.count(), Depense.objects.count()
    _, bilan = reprendre(fiches_seules, systeme, code=CODE)
    assert (Credit.objects.count(), Depense.objects.count()) == avant
    assert not [d for d in bilan.disparus if d.nature in ("credit", "depense")]


def test_refuser_necrit_rien_et_se_redepose(systeme: Compte) -> None:
    lecture = deposer_document(nom="r.txt", contenu=petit_rapport(), acteur=systeme)
    refuser_lecture(lecture=lecture, acteur=systeme)
    assert not Programme.objects.exists() and not TraceReprise.objects.exists()
    with pytest.raises(ValueError, match="refusée"):
        ecrire_lecture(lecture=lecture, acteur=systeme)
    assert deposer_document(nom="r.txt", contenu=petit_rapport(), acteur=systeme).etat == EtatLecture.PROPOSEE
    assert Lecture.objects.count() == 1


def credit_11() -> Credit:
    return Credit.objects.get(action__places__numero="1.1", nature="prevu")


def corriger(acteur: Compte, montant: str) -> None:
    corriger_montant(objet=credit_11(), montant=Decimal(montant), acteur=acteur)
