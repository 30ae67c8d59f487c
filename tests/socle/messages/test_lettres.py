"""Les lettres : mentions obligatoires tenues, modèles versionnés, PDF lisible de tous, lots sans perte."""

from __future__ import annotations

import csv
import io
from contextlib import nullcontext
from datetime import date, timedelta

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection
from django.utils import timezone

from jalon.socle.acces.enums import Role
from jalon.socle.messages import lots
from jalon.socle.messages.enums import Canal, EtatLot, EtatMessage
from jalon.socle.messages.lettres import types as registre
from jalon.socle.messages.lettres.composition import composer, deposer_lettre, preparer
from jalon.socle.messages.lettres.mentions import mention, mentions
from jalon.socle.messages.lettres.selectors import modele_en_vigueur
from jalon.socle.messages.lettres.services import ecrire_modele, revenir_au_modele_commun
from jalon.socle.messages.lettres.types import COMMUNES, JETON, enregistrer, type_de_lettre
from jalon.socle.messages.models import Lot, Message, ModeleLettre
from jalon.socle.organisations.models import Organisation
from jalon.socle.pieces.selectors import octets_de
from tests.flux import NORD, SUD
from tests.personnes import creer_dossier

JOUR = date(2026, 3, 14)
DECISION = "essai_decision"
VARIABLES = {"motifs_droit": "L'article X.", "motifs_fait": "Votre situation.", "structure": "la structure"}
CORPS = (
    "[[civilite]],\n\nVous êtes suivi·e par **[[structure]]**.\n\n[[mention:motivation]]\n\n[[mention:rapo]]"
    "\n\n[[mention:signature]]"
)
COURRIER = "essai_courrier"
CORPS_COURRIER = "[[civilite]],\n\nVenez.\n\n[[mention:donnees]]"
CONTEXTE = COMMUNES | VARIABLES


@pytest.fixture(autouse=True)
def types(monkeypatch):
    monkeypatch.setattr(registre, "_types", {})
    enregistrer(DECISION, "Décision d'essai", VARIABLES, ("motivation", "rapo", "signature"), corps=CORPS)
    enregistrer(COURRIER, "Courrier d'essai", {}, ("donnees",), corps=CORPS_COURRIER, par_organisation=True)


def texte_du_pdf(octets: bytes) -> list[str]:
    return [page.extract_text().replace("\xa0", " ") for page in pypdf.PdfReader(io.BytesIO(octets)).pages]


def test_chaque_mention_a_un_texte_une_source_et_des_variables_communes_ou_dites():
    for lue in mentions():
        assert len(lue.texte) > 40 and lue.source and lue.titre, lue.code
    codes = [(lue.code, lue.du) for lue in mentions()]
    assert len(codes) == len(set(codes))
    essentielles = {"signature", "motivation", "rapo", "algorithme", "observations", "accuse", "donnees"}
    assert essentielles <= {lue.code for lue in mentions()}


def test_la_mention_de_recours_dit_le_delai_le_destinataire_et_le_tribunal():
    texte = mention("rapo", JOUR).texte
    for voulu in ("deux mois", "[[adresse_recours]]", "obligatoire", "[[tribunal]]", "association"):
        assert voulu in texte


def test_une_mention_n_existe_pas_avant_sa_regle():
    with pytest.raises(LookupError, match="31/08/2017"):
        mention("algorithme", date(2017, 8, 31))
    assert mention("algorithme", date(2017, 9, 1))


@pytest.mark.parametrize("retiree", ["motivation", "rapo", "signature"])
@pytest.mark.django_db
def test_un_modele_sans_une_mention_obligatoire_est_refuse_par_son_nom(systeme, retiree):
    corps = CORPS.replace(f"[[mention:{retiree}]]", "")
    with pytest.raises(ValidationError) as refus:
        ecrire_modele(type=DECISION, objet="Objet", corps=corps, acteur=systeme)
    (message,) = refus.value.messages
    assert f"[[mention:{retiree}]]" in message and mention(retiree, JOUR).titre in message
    assert not ModeleLettre.objects.exists()


@pytest.mark.django_db
def test_un_modele_qui_cite_une_variable_d_ailleurs_est_refuse(systeme):
    with pytest.raises(ValidationError, match="nir"):
        ecrire_modele(type=DECISION, objet="Objet", corps=f"{CORPS}\n\n[[nir]]", acteur=systeme)


def test_un_type_dont_le_texte_de_depart_est_fautif_ne_se_declare_pas():
    with pytest.raises(ValueError, match="Voies et délais"):
        enregistrer("autre", "Autre", {}, ("rapo",), corps="Bonjour")
    with pytest.raises(ValueError, match="existe déjà"):
        enregistrer(DECISION, "Autre titre", VARIABLES, ())
    assert type_de_lettre(DECISION).titre == "Décision d'essai"


def test_sans_texte_de_depart_une_lettre_porte_ses_mentions():
    lettre = enregistrer("nue", "Nue", {}, ("rapo",))
    assert {m for _, m in JETON.findall(lettre.corps)} == {"civilite", "rapo"}


@pytest.mark.django_db
def test_une_lettre_composee_porte_tout_et_se_lit_dans_le_pdf():
    texte, pdf = composer(DECISION, None, CONTEXTE, JOUR)
    assert "[[" not in texte and "deux mois" in texte and "Camille Exemple" in texte
    lecteur = pypdf.PdfReader(io.BytesIO(pdf))
    assert lecteur.trailer["/Root"]["/Lang"] == "fr-FR" and lecteur.trailer["/Root"]["/MarkInfo"]["/Marked"]
    (page, *_) = texte_du_pdf(pdf)
    for voulu in ("Mme Anne Exemple", "Ville, le 14 mars 2026", "Objet : Décision d'essai", "2026-0001"):
        assert voulu in page


@pytest.mark.django_db
def test_l_adresse_tombe_dans_la_fenetre_de_l_enveloppe():
    _, pdf = composer(DECISION, None, CONTEXTE, JOUR)
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    ou: list[tuple[float, float]] = []

    def noter(texte, cm, tm, *_):
        if "Anne" in texte:
            ou.append(((tm[4] * cm[0] + cm[4]) / 72 * 25.4, 297 - (tm[5] * cm[3] + cm[5]) / 72 * 25.4))

    page.extract_text(visitor_text=noter)
    ((gauche, haut),) = ou[:1]
    assert 100 <= gauche <= 115 and 45 <= haut <= 60


@pytest.mark.django_db
def test_une_valeur_n_est_jamais_lue_comme_du_markdown_ni_comme_un_jeton():
    valeur = "**gras** [lien](https://exemple.invalid) [[tribunal]] <b>"
    composee = preparer(DECISION, None, CONTEXTE | {"structure": valeur}, JOUR)
    assert valeur in composee.texte


@pytest.mark.django_db
def test_une_variable_sans_valeur_arrete_la_lettre_et_se_nomme():
    with pytest.raises(ValidationError, match="motifs_fait, structure"):
        preparer(DECISION, None, CONTEXTE | {"structure": " ", "motifs_fait": ""}, JOUR)


@pytest.mark.django_db
def test_les_coordonnees_viennent_des_parametres_quand_la_piece_ne_les_donne_pas():
    sans = {nom: valeur for nom, valeur in CONTEXTE.items() if nom not in ("tribunal", "expediteur", "lieu")}
    composee = preparer(DECISION, None, sans, JOUR)
    assert "le tribunal administratif de votre domicile" in composee.texte
    assert composee.lettre.expediteur == "Conseil départemental"
    assert composee.lettre.lieu_date == "Le 14 mars 2026"


@pytest.mark.django_db
def test_le_modele_de_l_organisation_passe_avant_celui_du_departement(systeme):
    mission = Organisation.objects.create(nom="Mission locale d'essai")
    assert modele_en_vigueur(COURRIER, mission, JOUR) is None
    commun = ecrire(systeme, objet="Commun", du=date(2026, 1, 1))
    sien = ecrire(systeme, objet="À elle", organisation=mission, du=JOUR)
    assert modele_en_vigueur(COURRIER, mission, JOUR) == sien
    assert modele_en_vigueur(COURRIER, mission, JOUR - timedelta(days=1)) == commun
    assert modele_en_vigueur(COURRIER, None, JOUR) == commun
    assert preparer(COURRIER, mission, CONTEXTE, JOUR).lettre.objet == "À elle"


@pytest.mark.django_db
def test_une_decision_du_departement_a_le_meme_texte_partout(systeme):
    mission = Organisation.objects.create(nom="Mission locale d'essai")
    with pytest.raises(ValidationError, match="décision du département"):
        ecrire_modele(type=DECISION, objet="O", corps=CORPS, acteur=systeme, organisation=mission)


@pytest.mark.parametrize(
    "cache",
    [
        '[Vos droits](https://exemple.invalid "[[mention:donnees]]")',
        "[Vos droits](<[[mention:donnees]]>)",
    ],
)
@pytest.mark.django_db
def test_une_mention_citee_mais_cachee_est_refusee(systeme, cache):
    """Le jeton ne suffit pas : la lettre est composée, et la mention doit s'y lire."""
    with pytest.raises(ValidationError, match="entier dans la lettre : Vos données personnelles"):
        ecrire(systeme, corps=f"[[civilite]],\n\n{cache}")


@pytest.mark.parametrize("lisible", ["Avant. [[mention:donnees]] Après.", "- un\n- [[mention:donnees]]"])
@pytest.mark.django_db
def test_une_mention_se_met_ou_l_on_veut_si_elle_se_lit(systeme, lisible):
    ecrire(systeme, corps=f"[[civilite]],\n\n{lisible}", du=JOUR)
    assert "faire corriger. À qui écrire : " in preparer(COURRIER, None, CONTEXTE, JOUR).texte


@pytest.mark.django_db
def test_revenir_au_texte_commun_et_ecrire_de_nouveau_le_sien(systeme):
    jour = timezone.localdate()
    mission = Organisation.objects.create(nom="Mission locale d'essai")
    commun = ecrire(systeme, objet="Commun", du=JOUR)
    with pytest.raises(ValidationError, match="déjà le texte commun"):
        revenir_au_modele_commun(type=COURRIER, organisation=mission, acteur=systeme)
    ecrire(systeme, organisation=mission, du=JOUR)
    ecrire(systeme, organisation=mission, du=jour + timedelta(days=5))
    assert revenir_au_modele_commun(type=COURRIER, organisation=mission, acteur=systeme) == jour
    for quand in (jour, jour + timedelta(days=6)):
        assert modele_en_vigueur(COURRIER, mission, quand) == commun
    assert modele_en_vigueur(COURRIER, mission, jour - timedelta(days=1)).organisation == mission
    trois = ecrire(systeme, organisation=mission)
    assert trois.version == 2 and modele_en_vigueur(COURRIER, mission, jour) == trois
    assert modele_en_vigueur(COURRIER, mission, jour - timedelta(days=1)).version == 1
    deposer_lettre(type=COURRIER, organisation=mission, contexte=CONTEXTE, cle="l", acteur=systeme)
    demain = jour + timedelta(days=1)
    assert revenir_au_modele_commun(type=COURRIER, organisation=mission, acteur=systeme) == demain
    assert modele_en_vigueur(COURRIER, mission, jour) == trois, "des lettres en sont parties aujourd'hui"
    assert modele_en_vigueur(COURRIER, mission, demain) == commun


@pytest.mark.django_db
def test_une_version_en_vigueur_ne_change_plus_une_fois_employee(systeme):
    jour = timezone.localdate()
    un = ecrire_modele(type=DECISION, objet="Un", corps=CORPS, acteur=systeme, du=jour - timedelta(days=9))
    deux = ecrire_modele(type=DECISION, objet="Deux", corps=CORPS, acteur=systeme, du=jour)
    assert ecrire_modele(type=DECISION, objet="Deux bis", corps=CORPS, acteur=systeme).pk == deux.pk
    un.refresh_from_db()
    assert (un.version, un.periode.upper, deux.version) == (1, jour, 2)
    deposer_lettre(type=DECISION, organisation=None, contexte=CONTEXTE, cle="l", acteur=systeme)
    with pytest.raises(ValidationError, match="déjà parties"):
        ecrire_modele(type=DECISION, objet="Trois", corps=CORPS, acteur=systeme)
    with pytest.raises(ValidationError, match="commence le"):
        ecrire_modele(type=DECISION, objet="X", corps=CORPS, acteur=systeme, du=jour - timedelta(days=3))


def ecrire(acteur, **champs):
    return ecrire_modele(
        **{"type": COURRIER, "objet": "O", "corps": CORPS_COURRIER, "acteur": acteur} | champs
    )


@pytest.fixture
def voisines(systeme):
    """Deux structures, chacune avec son texte, et un texte commun."""
    deux = [Organisation.objects.create(nom=nom) for nom in ("Structure A", "Structure B")]
    for organisation in (None, *deux):
        ecrire(
            systeme, organisation=organisation, objet=organisation.nom if organisation else "Commun", du=JOUR
        )
    return deux


LUS = f"SELECT objet FROM socle_messages_modelelettre WHERE type = '{COURRIER}' ORDER BY objet"
HISTOIRE = "SELECT DISTINCT objet FROM socle_messages_modelelettreevent ORDER BY objet"
AJOUTER = (
    "INSERT INTO socle_messages_modelelettre"
    " (id, type, organisation_id, version, objet, corps, periode, cree_par_id, cree_le)"
    " VALUES (gen_random_uuid(), 'pirate', %s, 9, 'x', 'x', '[2020-01-01,)', %s, now())"
)


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.django_db
def test_la_base_tient_chaque_texte_a_qui_l_ecrit(voisines, role, creer_compte, en_tant_que):
    """SQL nu, par rôle, un compte de la structure A face à la structure B."""
    une, voisine = voisines
    partout = role in (Role.ADMINISTRATEUR, Role.GESTIONNAIRE_DROITS)
    options = {} if partout or role is None else {"organisation": une}
    compte = creer_compte(role, **options) if role else None
    lus = ["Commun", "Structure A", "Structure B"] if partout else ["Commun"] if role else []
    ecrits = {None, une.pk, voisine.pk} if partout else set()
    if role == Role.RESPONSABLE_STRUCTURE:
        lus, ecrits = ["Commun", "Structure A"], {une.pk}
    with en_tant_que(compte), connection.cursor() as curseur:
        for lecture in (LUS, HISTOIRE):
            curseur.execute(lecture)
            assert [objet for (objet,) in curseur.fetchall()] == lus, lecture
        curseur.execute("UPDATE socle_messages_modelelettre SET corps = corps || ' '")
        assert curseur.rowcount == len(ecrits)
    for cle in (None, une.pk, voisine.pk):
        permis = (
            nullcontext() if cle in ecrits else pytest.raises(ProgrammingError, match="row-level security")
        )
        with permis, en_tant_que(compte), connection.cursor() as curseur:
            curseur.execute(AJOUTER, [cle, compte.pk if compte else une.pk])


@pytest.mark.django_db
def test_un_texte_ne_change_pas_de_maison(voisines, creer_compte, en_tant_que):
    une, voisine = voisines
    compte = creer_compte(Role.RESPONSABLE_STRUCTURE, organisation=une)
    for maison in (None, voisine.pk):
        with pytest.raises(ProgrammingError, match="row-level security"), en_tant_que(compte):
            ModeleLettre.objects.filter(organisation=une).update(organisation=maison)
    with en_tant_que(compte):
        assert modele_en_vigueur(COURRIER, voisine, JOUR).objet == "Structure B", "qui lui écrit le compose"


@pytest.mark.django_db
def test_une_version_employee_est_figee_pour_qui_ne_voit_pas_la_lettre(
    voisines, systeme, creer_compte, en_tant_que
):
    une, _ = voisines
    personne = creer_dossier(territoire=SUD).personne
    deposer_lettre(
        type=COURRIER,
        organisation=une,
        contexte=CONTEXTE,
        cle="l",
        acteur=systeme,
        personne=personne.pk,
        jour=JOUR,
    )
    compte = creer_compte(Role.RESPONSABLE_STRUCTURE, organisation=une)
    with en_tant_que(compte):
        assert not Message.objects.exists()
        with pytest.raises(ValidationError, match="déjà parties"):
            ecrire(compte, organisation=une, corps=f"Autre.\n\n{CORPS_COURRIER}", du=JOUR)
    with pytest.raises(IntegrityError, match="ne change plus"), en_tant_que(compte):
        ModeleLettre.objects.filter(organisation=une).update(corps="x")


@pytest.mark.django_db
def test_seuls_administrateur_et_gestionnaire_ecrivent_un_modele(systeme, creer_compte, en_tant_que):
    for compte in (creer_compte(Role.ADMINISTRATEUR), creer_compte(Role.GESTIONNAIRE_DROITS)):
        with en_tant_que(compte):
            ecrire_modele(type=DECISION, objet="Objet", corps=CORPS, acteur=compte)
    agent = creer_compte(Role.AGENT_ORIENTATION, territoire=NORD)
    with pytest.raises(ProgrammingError, match="row-level security"), en_tant_que(agent):
        ecrire_modele(
            type=DECISION, objet="O", corps=CORPS, acteur=agent, du=timezone.localdate() + timedelta(days=1)
        )


@pytest.mark.django_db
def test_une_lettre_deposee_deux_fois_est_une_lettre_et_garde_son_pdf(systeme):
    lettres = [
        deposer_lettre(type=DECISION, organisation=None, contexte=CONTEXTE, cle="l:1", acteur=systeme)
        for _ in range(2)
    ]
    assert lettres[0].pk == lettres[1].pk and lettres[0].canal == Canal.LETTRE
    assert octets_de(lettres[0].piece).startswith(b"%PDF")
    assert lettres[0].adresse == COMMUNES["destinataire"]
    assert "Exemple" not in str({cle: v for cle, v in lettres[0].mise_en_page.items() if cle != "noeuds"})


@pytest.fixture
def trois(systeme):
    for rang in range(3):
        deposer_lettre(
            type=DECISION,
            organisation=None,
            contexte=CONTEXTE
            | {"destinataire": f"M. Nom{rang}\n{rang} rue\n00000 VILLE", "reference": f"R{rang}"},
            cle=f"lot:{rang}",
            acteur=systeme,
        )


@pytest.mark.django_db
def test_un_lot_imprime_toutes_ses_lettres_et_son_bordereau(trois, systeme):
    lot = lots.imprimer_lot(lot=lots.preparer_lot(acteur=systeme), acteur=systeme)
    pages = texte_du_pdf(octets_de(lot.pdf))
    assert [sum(f"Nom{rang}" in page for page in pages) for rang in range(3)] == [1, 1, 1]
    bordereau = octets_de(lot.bordereau).decode("utf-8-sig")
    lignes = list(csv.reader(io.StringIO(bordereau), delimiter=";"))
    assert len(lignes) == 5 and lignes[1][2] == "M. Nom0"
    assert lots.deposer_lot(lot=lot, acteur=systeme) == 3
    lot.refresh_from_db()
    assert lot.etat == EtatLot.DEPOSE and lot.depose_le == timezone.localdate()
    assert set(Message.objects.values_list("etat", flat=True)) == {EtatMessage.ENVOYE}
    with pytest.raises(ValidationError, match="remis au courrier"):
        lots.abandonner_lot(lot=lot, acteur=systeme)


@pytest.mark.django_db
def test_un_lot_abandonne_rend_ses_lettres(trois, systeme):
    lot = lots.preparer_lot(acteur=systeme)
    with pytest.raises(ValidationError, match="Aucune lettre"):
        lots.preparer_lot(acteur=systeme)
    assert lots.abandonner_lot(lot=lot, acteur=systeme) == 3
    assert lots.lettres_pretes().count() == 3
    suivant = lots.preparer_lot(acteur=systeme)
    assert suivant.nombre == 3 and Lot.objects.count() == 2


@pytest.mark.django_db
def test_un_jour_de_courrier_impossible_est_refuse(trois, systeme):
    lot = lots.imprimer_lot(lot=lots.preparer_lot(acteur=systeme), acteur=systeme)
    for ecart in (-1, 1):
        with pytest.raises(ValidationError, match="entre celui du lot"):
            lots.deposer_lot(lot=lot, acteur=systeme, le=timezone.localdate() + timedelta(days=ecart))


@pytest.mark.django_db
def test_une_lettre_en_texte_simple_s_imprime_telle_quelle(systeme, deposer):
    deposer(
        canal=Canal.LETTRE,
        adresse="Mme Simple\n1 rue\n00000 VILLE",
        sujet="Avertissement",
        texte="Un *paragraphe*.\n\nUn autre.",
    )
    lot = lots.imprimer_lot(lot=lots.preparer_lot(acteur=systeme), acteur=systeme)
    (page,) = texte_du_pdf(octets_de(lot.pdf))
    assert "Un *paragraphe*." in page and "Objet : Avertissement" in page and "Mme Simple" in page


@pytest.mark.django_db
def test_un_lot_ne_prend_que_les_lettres_de_son_perimetre(systeme, creer_compte, en_tant_que, deposer):
    for personne in (creer_dossier(territoire=NORD).personne, creer_dossier(territoire=SUD).personne):
        deposer(canal=Canal.LETTRE, adresse="M. X\n1 rue\n00000 V", sujet="S", personne=personne.pk)
    agent = creer_compte(Role.AGENT_ORIENTATION, territoire=NORD)
    with en_tant_que(agent):
        lot = lots.imprimer_lot(lot=lots.preparer_lot(acteur=agent), acteur=agent)
        assert lot.nombre == 1 and octets_de(lot.pdf)
    with en_tant_que(creer_compte(Role.AGENT_ORIENTATION, territoire=SUD)):
        assert not Lot.objects.exists()
    with en_tant_que(creer_compte(Role.GESTIONNAIRE_DROITS)):
        assert octets_de(Lot.objects.get().pdf).startswith(b"%PDF")
