"""Un extrait se reprend à chaque fois qu'il vient : nouveau, modifié, inchangé, disparu, en conflit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.utils import timezone

from jalon.parcours.personnes.enums import NatureFait
from jalon.parcours.personnes.models import (
    Affectation,
    Chargement,
    ConflitRepris,
    Contact,
    FaitRepris,
    Membre,
    Perimetre,
    Personne,
    Rejet,
    VersionFait,
)
from jalon.parcours.personnes.services import defaire_fusion, fusionner_personnes, noter_contact
from jalon.parcours.personnes.suivis import confier_personne, retirer_personne
from jalon.socle.acces.enums import Role
from jalon.socle.base.contexte import contexte_compte
from jalon.socle.organisations.models import AliasOrganisation, Organisation
from jalon.sources.extraits.chargement import rejouer_rejet
from jalon.sources.extraits.services import trancher_conflit
from jalon.sources.tableurs.services import enregistrer_correspondance
from tests.parcours.personnes.departement import charger, fichiers, reglages
from tests.sources.extraits.feuilles import TITRES, extrait, personne, reprendre
from tests.sources.france_travail.lignes import adultes_au_nir, identite

pytestmark = pytest.mark.django_db

J1, J2, J3 = date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31)


@pytest.fixture
def departement(tmp_path, systeme):
    """Un mois d'un département simulé, chargé."""
    charger([fichier.chemin for fichier in fichiers(reglages(12), tmp_path / "caf")], systeme)


@pytest.fixture
def dossier(tmp_path):
    (tmp_path / "extraits").mkdir()
    return tmp_path / "extraits"


def comptes(bilan, *cles):
    assert bilan.refus == ""
    return tuple(bilan.comptes.get(cle, 0) for cle in cles)


def referent(cle, cle_personne, structure="", courriel="", debut="01/02/2024"):
    return [cle, cle_personne, structure, courriel, debut]


def test_chaque_nature_garde_son_logiciel_et_son_identifiant(dossier, systeme, departement):
    (membre,) = adultes_au_nir(1)
    personnes = Personne.objects.count()
    chemin = extrait(
        dossier,
        J1,
        Contrats=[["C1", "S1", "01/01/2025", "30/06/2025"]],
        Orientations=[["O1", "S1", "15/12/2024", "Social"]],
        Rendez_vous=[["R1", "S1", "10/01/2025", "Bilan", "honoré"]],
        Personnes=[personne("S1", membre)],
    )
    bilan = reprendre(chemin, J1, systeme)
    assert comptes(bilan, "nouveaux", "sans_personne") == (4, 0)
    faits = {fait.cle_source: fait for fait in FaitRepris.objects.all()}
    assert {(f.systeme, f.nature, f.membre.personne_id) for f in faits.values()} == {
        ("solis", nature, membre.personne_id)
        for nature in ("personne", "orientation", "rendez_vous", "contrat")
    }
    assert faits["R1"].donnees["statut"] == "honore"
    assert faits["C1"].date == date(2025, 1, 1)
    nir = identite(membre).nir
    assert "nir" not in faits["S1"].donnees
    assert not any(nir in str(fait.donnees) or nir.encode() in bytes(fait.contenu) for fait in faits.values())
    assert Personne.objects.count() == personnes


def test_un_nouvel_extrait_dit_nouveau_modifie_inchange_disparu_puis_revenu(dossier, systeme, departement):
    membres = adultes_au_nir(3)
    premier = [personne(f"S{rang}", membre) for rang, membre in enumerate(membres)]
    reprendre(extrait(dossier, J1, Personnes=premier), J1, systeme)
    change = [premier[0], [*premier[1][:5], "0601020304", ""]]
    bilan = reprendre(extrait(dossier, J2, Personnes=change), J2, systeme)
    assert comptes(bilan, "nouveaux", "modifies", "inchanges", "disparus") == (0, 1, 1, 1)
    assert FaitRepris.objects.get(cle_source="S2").disparu_le == J2
    assert VersionFait.objects.count() == 1
    bilan = reprendre(extrait(dossier, J3, Personnes=[*change, premier[2]]), J3, systeme)
    assert comptes(bilan, "modifies", "inchanges", "disparus") == (0, 3, 0)
    assert FaitRepris.objects.get(cle_source="S2").disparu_le is None


def test_le_meme_extrait_ne_change_rien_et_un_plus_ancien_est_refuse(dossier, systeme, departement):
    (membre,) = adultes_au_nir(1)
    recent = extrait(dossier, J2, Personnes=[personne("S1", membre)])
    reprendre(recent, J2, systeme)
    assert reprendre(recent, J2, systeme).deja_charge
    bilan = reprendre(extrait(dossier, J1, Personnes=[personne("S1", membre, "0601020304")]), J1, systeme)
    assert "plus récent" in bilan.refus
    assert not Contact.objects.exists()


def test_un_extrait_coupe_ne_fait_pas_disparaitre_tout_le_monde(dossier, systeme, departement):
    (membre,) = adultes_au_nir(1)
    reprendre(extrait(dossier, J1, Personnes=[personne(f"S{n}", membre) for n in range(30)]), J1, systeme)
    coupe = extrait(dossier, J2, Personnes=[personne("S1", membre)])
    assert "peut-être coupé" in reprendre(coupe, J2, systeme).refus
    assert not FaitRepris.objects.filter(disparu_le__isnull=False).exists()
    assert comptes(reprendre(coupe, J2, systeme, complet=False), "disparus") == (0,)
    chemin = extrait(dossier, J3, Personnes=[personne("S1", membre)])
    assert comptes(reprendre(chemin, J3, systeme, accepter_disparitions=True), "disparus") == (29,)


def test_une_personne_inconnue_attend_puis_ses_faits_la_retrouvent(dossier, systeme, departement):
    (membre,) = adultes_au_nir(1)
    vraie = personne("S1", membre)
    inconnue = ["S1", "INCONNUE", "Zoé", "01/01/1990", "", "", ""]
    rdv = [["R1", "S1", "10/01/2025", "Bilan", "prévu"]]
    bilan = reprendre(extrait(dossier, J1, Personnes=[inconnue], Rendez_vous=rdv), J1, systeme)
    assert comptes(bilan, "sans_personne") == (2,)
    assert not Personne.objects.filter(nom="INCONNUE").exists()
    bilan = reprendre(extrait(dossier, J2, Personnes=[vraie], Rendez_vous=rdv), J2, systeme)
    assert comptes(bilan, "sans_personne", "rattaches") == (0, 1)
    assert {fait.membre_id for fait in FaitRepris.objects.all()} == {membre.pk}


def test_les_contacts_suivent_l_extrait_et_une_saisie_de_jalon_fait_conflit(dossier, systeme, departement):
    (membre,) = adultes_au_nir(1)
    reprendre(extrait(dossier, J1, Personnes=[personne("S1", membre, "06 01 02 03 04")]), J1, systeme)
    assert Contact.objects.get().valeur == "0601020304"
    noter_contact(
        personne=membre.personne, nature="telephone", valeur="0699999999", source="Jalon", acteur=systeme
    )
    meme = reprendre(
        extrait(dossier, J2, Personnes=[personne("S1", membre, "0601020304", "a@b.fr")]), J2, systeme
    )
    assert comptes(meme, "conflits", "contacts") == (0, 1)
    autre = extrait(dossier, J3, Personnes=[personne("S1", membre, "0655555555", "a@b.fr")])
    assert comptes(reprendre(autre, J3, systeme), "conflits") == (1,)
    conflit = ConflitRepris.objects.get()
    assert (conflit.champ, conflit.valeur_extrait, conflit.valeur_jalon) == (
        "telephone",
        "0655555555",
        "0699999999",
    )
    assert not Contact.objects.filter(valeur="0655555555").exists()
    trancher_conflit(conflit=conflit, prendre_extrait=True, acteur=systeme)
    en_cours = Contact.objects.filter(nature="telephone", fin=None)
    assert [contact.valeur for contact in en_cours] == ["0655555555"]
    assert Contact.objects.filter(valeur="0699999999").exists()
    with pytest.raises(ValidationError, match="déjà tranché"):
        trancher_conflit(conflit=conflit, prendre_extrait=False, acteur=systeme)


def test_un_referent_repris_ouvre_le_dossier_et_sa_disparition_le_ferme(
    dossier, systeme, departement, creer_compte, en_tant_que
):
    un, autre = adultes_au_nir(2)
    structure = Organisation.objects.create(nom="Mission locale")
    AliasOrganisation.objects.create(organisation=structure, nom="ML 35")
    responsable = creer_compte(Role.RESPONSABLE_STRUCTURE, organisation=structure)
    suivant = creer_compte(Role.REFERENT, courriel="ref@exemple.fr")
    personnes = [personne("S1", un), personne("S2", autre)]
    referents = [referent("D1", "S1", "ml 35"), referent("D2", "S2", "Inconnue", "REF@exemple.fr")]
    bilan = reprendre(extrait(dossier, J1, Personnes=personnes, Référents=referents), J1, systeme)
    assert comptes(bilan, "affectations", "referents_inconnus") == (2, 0)

    def vus(compte):
        with en_tant_que(compte):
            return set(Personne.objects.values_list("pk", flat=True))

    assert (vus(responsable), vus(suivant)) == ({un.personne_id}, {autre.personne_id})
    reste = [referents[0], referent("D9", "S2", "Structure que Jalon ignore")]
    bilan = reprendre(extrait(dossier, J2, Personnes=personnes, Référents=reste), J2, systeme)
    assert comptes(bilan, "affectations_retirees", "referents_inconnus") == (1, 1)
    assert (vus(responsable), vus(suivant)) == ({un.personne_id}, set())


def test_un_referent_change_dans_l_extrait_change_le_perimetre(dossier, systeme, departement):
    (membre,) = adultes_au_nir(1)
    premiere, seconde = (Organisation.objects.create(nom=nom) for nom in ("Première", "Seconde"))
    for jour, structure in ((J1, premiere), (J2, seconde)):
        feuilles = {"Personnes": [personne("S1", membre)], "Référents": [referent("D1", "S1", structure.nom)]}
        reprendre(extrait(dossier, jour, **feuilles), jour, systeme)
        assert Perimetre.objects.get(personne=membre.personne_id).organisations == [structure.pk]


def test_une_affectation_decidee_dans_jalon_fait_conflit_avec_l_extrait(dossier, systeme, departement):
    (membre,) = adultes_au_nir(1)
    jalon, autre = (Organisation.objects.create(nom=nom) for nom in ("Choisie", "De l'extrait"))
    with contexte_compte(systeme):
        confier_personne(personne=membre.personne_id, organisation=jalon, acteur=systeme)
    feuilles = {"Personnes": [personne("S1", membre)], "Référents": [referent("D1", "S1", autre.nom)]}
    assert comptes(reprendre(extrait(dossier, J1, **feuilles), J1, systeme), "conflits") == (1,)
    perimetre = Perimetre.objects.get(personne=membre.personne_id)
    assert perimetre.organisations == [jalon.pk]
    conflit = ConflitRepris.objects.get()
    assert (conflit.valeur_extrait, conflit.valeur_jalon) == (autre.nom, jalon.nom)
    with contexte_compte(systeme):
        trancher_conflit(conflit=conflit, prendre_extrait=True, acteur=systeme)
    perimetre.refresh_from_db()
    assert perimetre.organisations == [autre.pk]


def test_un_extrait_ne_donne_qu_un_referent_a_la_fois(dossier, systeme, departement, creer_compte):
    """Deux à la fois : le second attend qu'on choisisse. L'un parti, l'autre commence à son jour."""
    (membre,) = adultes_au_nir(1)
    un, deux = (creer_compte(Role.REFERENT, courriel=f"{nom}@exemple.fr") for nom in ("un", "deux"))
    premier = referent("D1", "S1", courriel=un.courriel, debut="01/02/2024")
    second = referent("D2", "S1", courriel=deux.courriel, debut="01/06/2024")

    def suivis():
        courent = Affectation.objects.exclude(fin__lt=F("debut")).order_by("debut")
        return list(courent.values_list("compte", "debut", "fin"))

    def lire(jour, *referents):
        feuilles = {"Personnes": [personne("S1", membre)], "Référents": list(referents)}
        return reprendre(extrait(dossier, jour, **feuilles), jour, systeme)

    assert comptes(lire(J1, premier, second), "affectations", "conflits") == (1, 1)
    assert suivis() == [(un.pk, date(2024, 2, 1), None)]
    second[4] = "01/07/2024"
    assert comptes(lire(J2, second), "affectations", "affectations_retirees") == (1, 1)
    assert suivis() == [
        (un.pk, date(2024, 2, 1), date(2024, 6, 30)),
        (deux.pk, date(2024, 7, 1), None),
    ]
    assert ConflitRepris.objects.get().etat == "sans_objet"


def test_choisir_le_referent_de_l_extrait_arrete_l_autre(dossier, systeme, departement, creer_compte):
    (membre,) = adultes_au_nir(1)
    un, deux = (creer_compte(Role.REFERENT, courriel=f"{nom}@exemple.fr") for nom in ("un", "deux"))
    referents = [
        referent("D1", "S1", courriel=un.courriel, debut="01/02/2024"),
        referent("D2", "S1", courriel=deux.courriel, debut="01/06/2024"),
    ]
    feuilles = {"Personnes": [personne("S1", membre)], "Référents": referents}
    reprendre(extrait(dossier, J1, **feuilles), J1, systeme)
    conflit = ConflitRepris.objects.get()
    with contexte_compte(systeme):
        trancher_conflit(conflit=conflit, prendre_extrait=True, acteur=systeme)
    aujourd_hui = timezone.localdate()
    suivis = Affectation.objects.order_by("debut").values_list("compte", "debut", "fin")
    assert list(suivis) == [
        (un.pk, date(2024, 2, 1), aujourd_hui - timedelta(days=1)),
        (deux.pk, aujourd_hui, None),
    ]


def test_un_rejet_n_est_pas_une_disparition_et_se_rejoue(dossier, systeme, departement):
    (membre,) = adultes_au_nir(1)
    juste = personne("S1", membre)
    reprendre(extrait(dossier, J1, Personnes=[juste]), J1, systeme)
    fausse = [*juste[:3], "31/02/1985", *juste[4:]]
    bilan = reprendre(extrait(dossier, J2, Personnes=[fausse, juste[:1] + fausse[1:]]), J2, systeme)
    assert comptes(bilan, "disparus", "rejets") == (0, 2)
    assert all(identite(membre).nom not in rejet["motif"] for rejet in bilan.rejets)
    rejet = Rejet.objects.first()
    with pytest.raises(ValidationError, match="toujours pas"):
        rejouer_rejet(rejet=rejet, acteur=systeme)
    corrigee = dict(zip(TITRES["Personnes"], [*juste[:5], "0601020304", ""], strict=True))
    with contexte_compte(systeme):
        assert rejouer_rejet(rejet=rejet, acteur=systeme, ligne=corrigee) == "Fait pris."
    assert Contact.objects.get().valeur == "0601020304"


def test_un_identifiant_en_double_ecarte_la_seconde_ligne(dossier, systeme, departement):
    un, autre = adultes_au_nir(2)
    bilan = reprendre(
        extrait(dossier, J1, Personnes=[personne("S1", un), personne("S1", autre)]), J1, systeme
    )
    assert comptes(bilan, "nouveaux", "rejets") == (1, 1)
    assert "même identifiant que la ligne 2" in bilan.rejets[0]["motif"]


def test_un_essai_n_ecrit_rien(dossier, systeme, departement):
    (membre,) = adultes_au_nir(1)
    avant = Chargement.objects.count()
    chemin = extrait(dossier, J1, Personnes=[personne("S1", membre, "0601020304")])
    assert comptes(reprendre(chemin, J1, systeme, essai=True), "nouveaux", "contacts") == (1, 1)
    assert (Chargement.objects.count(), FaitRepris.objects.count(), Contact.objects.count()) == (avant, 0, 0)


def test_un_extrait_faux_est_refuse_et_le_dit(dossier, systeme):
    vide = extrait(dossier, J1, Personnes=[])
    assert "aucune ligne" in reprendre(vide, J1, systeme).refus
    inconnu = dossier / "notes.csv"
    inconnu.write_text("a;b\n1;2\n")
    assert "ne dit pas" in reprendre(inconnu, J1, systeme).refus
    assert "aucune ligne de titres" in reprendre(inconnu, J1, systeme, nature=NatureFait.CONTRAT).refus


def test_la_correspondance_enregistree_au_nom_du_logiciel_l_emporte(dossier, systeme, departement):
    (membre,) = adultes_au_nir(1)
    _, nom, prenom, naissance, nir, *_ = personne("S1", membre)  # le NIR : un homonyme peut exister
    chemin = dossier / "personnes.csv"
    chemin.write_text(
        f"Réf;A;B;C;N;Tél portable;Perso\nS1;{nom};{prenom};{naissance};{nir};0601020304;0655555555\n",
        "utf-8",
    )
    assert "aucune ligne de titres" in reprendre(chemin, J1, systeme).refus
    enregistrer_correspondance(
        nom="solis",
        code_nature="fait_personne",
        colonnes={"id": "réf", "nom": "A", "prenom": "B", "naissance": "C", "nir": "N", "telephone": "Perso"},
        acteur=systeme,
    )
    assert comptes(reprendre(chemin, J1, systeme), "nouveaux", "sans_personne") == (1, 0)
    assert Contact.objects.get().valeur == "0655555555"


def test_reunir_deux_fiches_reunit_leurs_suivis_et_defaire_les_rend(systeme, departement):
    un, autre = adultes_au_nir(2)
    structure = Organisation.objects.create(nom="Structure")
    with contexte_compte(systeme):
        cle = confier_personne(personne=autre.personne_id, organisation=structure, acteur=systeme)
        fusion = fusionner_personnes(gardee=un.personne, absorbee=autre.personne, acteur=systeme)
        assert Perimetre.objects.get(personne=un.personne_id).organisations == [structure.pk]
        defaire_fusion(fusion=fusion, acteur=systeme)
        perimetres = dict(Perimetre.objects.values_list("personne_id", "organisations"))
        assert (perimetres[un.personne_id], perimetres[autre.personne_id]) == ([], [structure.pk])
        retirer_personne(affectation=cle, acteur=systeme, dernier_jour=date(2020, 1, 1))
    assert Perimetre.objects.get(personne=autre.personne_id).organisations == []
    assert Affectation.objects.get().fin == date(2020, 1, 1)
    assert Affectation.objects.get().debut == timezone.localdate()
    assert Membre.objects.filter(affectations__pk=cle).exists()


def test_seul_un_gestionnaire_reprend(dossier, creer_compte):
    with pytest.raises(PermissionDenied):
        reprendre(extrait(dossier, J1, Personnes=[]), J1, creer_compte(Role.AGENT_ORIENTATION))
