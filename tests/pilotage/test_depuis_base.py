"""Un programme repris donne les mêmes anomalies que son document ; corrigé, il n'en donne plus."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from jalon.mesure.chiffres.services import Constat
from jalon.pilotage.bilans.models import FicheBilan
from jalon.pilotage.bilans.services import corriger_indicateur, modifier_section
from jalon.pilotage.controles.depuis_base import releve_programme
from jalon.pilotage.controles.models import Mention
from jalon.pilotage.controles.moteur import controler
from jalon.pilotage.controles.rapport import Rapport
from jalon.pilotage.controles.releve import Etat, Nature, Role, TypeSection
from jalon.pilotage.controles.selectors import rapport_controle
from jalon.pilotage.controles.services import (
    accorder_dispense,
    ecarter_mention,
    retablir_mention,
    retirer_dispense,
)
from jalon.pilotage.finances.models import Depense
from jalon.pilotage.finances.services import corriger_montant
from jalon.pilotage.programmes.models import Exercice, LigneAnnexe
from jalon.pilotage.programmes.selectors import exercice_par_code
from jalon.pilotage.programmes.services import confirmer_formule
from tests.fabriques import MentionFabrique, programme_garni

pytestmark = pytest.mark.django_db

CALPAE = "ille-et-vilaine-rapport-calpae-2022.txt"
PDI = "cotes-d-armor-bilan-pdi-2023.txt"


def reprendre(chemin: Path, acteur) -> Exercice:
    """Reprend un document entier, comme le ferait la commande."""
    from jalon.sources.documents.reprise import ecrire
    from jalon.sources.documents.services import deposer_document

    ecrire(deposer_document(nom=chemin.name, contenu=chemin.read_bytes(), acteur=acteur), acteur)
    return Exercice.objects.select_related("programme__modele").get()


def empreintes(rapport: Rapport) -> Counter:
    return Counter((a.regle, a.objet, a.gravite.value, a.ecart) for a in rapport.anomalies)


def controle(exercice: Exercice) -> Rapport:
    return rapport_controle(exercice.programme, exercice)


def releve(exercice: Exercice):
    return releve_programme(exercice.programme, exercice)


@pytest.mark.parametrize("nom", [CALPAE, PDI])
def test_un_document_repris_donne_les_memes_anomalies(nom, documents_reels, systeme):
    from jalon.sources.documents.lecture import lire_document

    chemin = documents_reels / nom
    lu = controler(lire_document(chemin, chemin.name))
    exercice = reprendre(chemin, systeme)
    refait = controle(exercice)
    assert len(refait.anomalies) > 5
    avant, apres = empreintes(lu), empreintes(refait)
    assert apres - avant == Counter(), "anomalies que le document n'a pas"
    assert avant - apres == Counter(), "anomalies du document perdues"
    assert refait.chiffres_lus == lu.chiffres_lus
    sans_adresse = [v for v in releve(exercice).valeurs() if v.presente and not v.lieu.cible]
    assert sans_adresse == []


def test_une_personne_corrige_et_les_anomalies_disparaissent(documents_reels, systeme):
    exercice = reprendre(documents_reels / CALPAE, systeme)
    avant = empreintes(controle(exercice))
    depense = Depense.objects.get(action__places__numero="5.1")
    corriger_montant(objet=depense, montant=Decimal("66000"), ecarter_mentions=True, acteur=systeme)
    apres = empreintes(controle(exercice))
    assert apres - avant == Counter()
    assert not any("5.1" in objet and regle.startswith("credits.") for regle, objet, *_ in apres)
    sous_total = next(c for c in releve(exercice).credits if c.titre.startswith("Sous-total 4"))
    assert sous_total.montants[Role.EXECUTE].nombre == Decimal("519582.00")
    assert sous_total.montants[Role.REPORT_ENTRANT].nombre == Decimal("297219.39"), "une autre erreur reste"

    fautive = Mention.objects.get(cle__startswith="sous_total", role="report_entrant", nombre="297219.39")
    ecarter_mention(mention=fautive, motif="erreur de saisie du tableau", acteur=systeme)
    sous_total = next(c for c in releve(exercice).credits if c.titre.startswith("Sous-total 4"))
    assert sous_total.montants[Role.REPORT_ENTRANT].nombre == Decimal("276155.39")

    total = Mention.objects.get(action__places__numero="6.1", tableau="fiche_execute", cle="total")
    assert total.nombre == 169000
    ecarter_mention(mention=total, motif="les parts font 159 000 €", acteur=systeme)
    assert releve(exercice).fiche("6.1").budget_execute.total.nombre == 159000
    assert not any(
        a.objet == "Fiche 6.1" and a.regle.startswith("budget") for a in controle(exercice).erreurs
    )


def test_une_section_reecrite_n_est_plus_celle_du_document(documents_reels, systeme):
    exercice = reprendre(documents_reels / CALPAE, systeme)
    fiche = FicheBilan.objects.get(action__places__numero="1.1")
    imprimee = releve(exercice).fiche("1.1").section(TypeSection.BILAN)
    assert imprimee.lignes and imprimee.lignes[0][0] > 0
    section = fiche.sections.get(type="bilan")
    modifier_section(
        fiche=fiche, type="bilan", texte="Tout va bien.", version=section.version, acteur=systeme
    )
    refaite = releve(exercice).fiche("1.1").section(TypeSection.BILAN)
    assert (refaite.texte, refaite.lignes) == ("Tout va bien.", [])
    assert refaite.lieu.cible.startswith("section:")


def test_un_indicateur_corrige_reste_dans_sa_case(documents_reels, systeme):
    exercice = reprendre(documents_reels / CALPAE, systeme)

    def nouveaux_entrants():
        (ligne,) = (
            li
            for t in releve(exercice).annexes
            for li in t.lignes
            if li.libelle == "Nombre de nouveaux entrants"
        )
        return ligne

    ligne = nouveaux_entrants()
    assert [c.texte for c in ligne.cellules] == ["", "", "6494", "4427", "6948", "5015"]
    cible = ligne.cellules[4].principal.lieu.cible
    from jalon.mesure.chiffres.selectors import chiffre_par_id

    corriger_indicateur(
        chiffre=chiffre_par_id(cible.partition(":")[2]), constat=Constat(Decimal(2948)), acteur=systeme
    )
    ligne = nouveaux_entrants()
    assert [c.principal.nombre if c.principal else None for c in ligne.cellules][2:] == [
        6494,
        4427,
        2948,
        5015,
    ]


@pytest.mark.parametrize("modele", ["calpae", "pdi"])
def test_un_programme_saisi_sans_document_est_juste(modele, systeme):
    exercice = programme_garni(6, modele=modele)
    rapport = controle(exercice)
    assert rapport.anomalies == []
    assert rapport.controles > 10


def test_sans_mention_les_totaux_se_deduisent(systeme):
    exercice = programme_garni(6)
    refait = releve(exercice)
    assert [c.nature for c in refait.credits if c.nature in (Nature.SOUS_TOTAL, Nature.TOTAL)] == [
        Nature.SOUS_TOTAL,
        Nature.SOUS_TOTAL,
        Nature.TOTAL,
    ]
    total = refait.credits[-1]
    assert total.montants[Role.RECETTES].nombre == Decimal("7503.00")
    assert len(total.rangs) == 6
    assert refait.fiches[0].budget_execute.total.nombre == Decimal("1900.25")


def test_un_total_sans_tout_l_execute_n_est_pas_un_total(systeme):
    exercice = programme_garni(2)
    depense = Depense.objects.first()
    corriger_montant(objet=depense, montant=None, acteur=systeme)
    total = releve(exercice).credits[-1]
    assert total.montants[Role.EXECUTE].etat == Etat.NON_CALCULABLE
    assert total.montants[Role.EXECUTE].nombre is None
    assert total.montants[Role.PARTICIPATION].nombre == Decimal("2000.00")


def test_une_mention_compte_jusqu_a_ce_qu_on_l_ecarte(systeme):
    exercice = programme_garni(2)
    action = Depense.objects.first().action
    mention = MentionFabrique(
        exercice=exercice, action=action, role="recettes", nombre=Decimal("9999.00"), decimales=2
    )

    def recettes():
        numero = action.places.get().numero
        return releve(exercice).ligne_credit(numero).montants[Role.RECETTES]

    assert (recettes().nombre, recettes().lieu.cible) == (Decimal("9999.00"), f"mention:{mention.pk}")
    assert controle(exercice).erreurs
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        ecarter_mention(mention=mention, motif=" ", acteur=systeme)
    ecarter_mention(mention=mention, motif="faute de frappe", acteur=systeme)
    assert recettes().nombre == Decimal("1250.50")
    assert controle(exercice).anomalies == []
    retablir_mention(mention=mention, acteur=systeme)
    assert recettes().nombre == Decimal("9999.00")


def test_une_dispense_range_l_anomalie_a_part(systeme):
    exercice = programme_garni(2)
    action = Depense.objects.first().action
    MentionFabrique(exercice=exercice, action=action, role="recettes", nombre=Decimal("9999"), decimales=2)
    anomalie = controle(exercice).erreurs[0]
    champs = {"exercice": exercice, "regle": anomalie.regle, "cle": anomalie.cle, "titre": anomalie.titre}
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        accorder_dispense(**champs, motif="", acteur=systeme)
    for motif in ("provisoire", "arrondi accepté par la préfecture"):
        dispense = accorder_dispense(**champs, motif=motif, acteur=systeme)
    rapport = controle(exercice)
    assert anomalie.cle not in {a.cle for a in rapport.anomalies}
    ((rangee, retenue),) = rapport.dispensees
    assert (rangee.cle, retenue.motif) == (anomalie.cle, "arrondi accepté par la préfecture")
    retirer_dispense(dispense=dispense, acteur=systeme)
    assert anomalie.cle in {a.cle for a in controle(exercice).anomalies}


def test_une_annexe_confirmee_dit_comme_les_fiches(documents_reels, systeme):
    exercice = reprendre(documents_reels / CALPAE, systeme)
    ligne = LigneAnnexe.objects.exclude(formule={}).first()
    assert ligne.confirmee_le is None
    confirmer_formule(ligne=ligne, formule=ligne.formule, acteur=systeme)
    refaite = next(li for t in releve(exercice).annexes for li in t.lignes if li.libelle == ligne.libelle)
    cibles = [c.principal.lieu.cible for c in refaite.cellules if c.principal]
    assert {cible.partition(":")[0] for cible in cibles} == {"derive", "chiffre"}, (
        "déduite des fiches là où elles parlent, imprimée ailleurs"
    )


def test_le_releve_se_refait_sous_les_droits_d_un_lecteur(creer_compte, en_tant_que):
    from jalon.socle.acces.enums import Role as RoleCompte

    exercice = programme_garni(3, departement="35")
    complet = releve(exercice)
    with en_tant_que(creer_compte(RoleCompte.ELU, departement="35")):
        relu = exercice_par_code(exercice.programme, exercice.code)
        assert releve_programme(relu.programme, relu).credits == complet.credits
