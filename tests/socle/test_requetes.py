"""Ce qui entoure chaque requête : transaction, contexte, autorisation, connexion."""

from __future__ import annotations

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.exceptions import ValidationError

from jalon.socle.acces.adaptateurs import AdaptateurMfa
from jalon.socle.acces.autorisation import VUES_DES_BIBLIOTHEQUES, autorise
from jalon.socle.acces.enums import Role
from jalon.socle.acces.mots_de_passe import RegleCnil
from jalon.socle.acces.selectors import MFA_EXIGEE
from jalon.socle.organisations.models import Organisation
from jalon.socle.parametres.services import fixer_parametre

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.socle.urls_essai"),
    pytest.mark.ignore_template_errors,
]

MOT_DE_PASSE = "Un-mot-2-passe!"


@pytest.fixture
def connecte(client, creer_compte):
    def connecter(*roles, **perimetre):
        compte = creer_compte(*roles, **perimetre)
        client.force_login(compte)
        return compte

    return connecter


def corps(reponse) -> str:
    morceaux = reponse.streaming_content if reponse.streaming else [reponse.content]
    return b"".join(m if isinstance(m, bytes) else m.encode() for m in morceaux).decode()


@pytest.mark.parametrize("adresse", ["/contexte/", "/gabarit/", "/continu/"])
def test_le_contexte_couvre_la_vue_le_gabarit_et_le_flux(client, connecte, adresse):
    compte = connecte()
    assert corps(client.get(adresse)) == str(compte.pk)


def test_le_contexte_ne_survit_pas_a_la_requete(client, connecte):
    connecte()
    client.get("/contexte/")
    client.logout()
    assert client.get("/ouverte/").status_code == 200


def test_sans_declaration_personne_n_entre(client, connecte):
    connecte(*Role)
    reponse = client.get("/sans_declaration/")
    assert reponse.status_code == 403
    assert "fuite" not in corps(reponse)


def test_un_visiteur_va_a_la_connexion_et_revient(client):
    reponse = client.get("/reservee/?a=1")
    assert reponse.status_code == 302
    assert reponse.url == "/compte/login/?next=/reservee/%3Fa%3D1"
    assert client.get("/ouverte/").status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_chaque_role_n_ouvre_que_ce_qui_lui_est_ouvert(client, connecte, role):
    connecte(role)
    attendu = 200 if role in (Role.PILOTE, Role.CHARGEE_MISSION) else 403
    assert client.get("/reservee/").status_code == attendu


def test_autorise_demande_un_role():
    with pytest.raises(TypeError):
        autorise()


def test_une_vue_qui_echoue_n_ecrit_rien(client, connecte):
    connecte()
    assert client.get("/ecrit_puis_404/").status_code == 404
    assert client.get("/ecrit_puis_500/").status_code == 500
    assert not Organisation.objects.exists()
    assert client.get("/ecrit/").status_code == 200
    assert Organisation.objects.get().nom == "entière"


def test_les_vues_d_allauth_non_declarees_sont_fermees(client, connecte):
    connecte(*Role)
    assert client.get("/compte/signup/").status_code == 403
    assert client.get("/compte/email/").status_code == 403
    assert client.get("/compte/password/change/").status_code == 200
    assert "account_signup" not in VUES_DES_BIBLIOTHEQUES


def test_la_connexion_par_courriel_sans_casse(client, creer_compte):
    creer_compte(Role.PILOTE, courriel="jeanne@exemple.invalid")
    reponse = client.post("/compte/login/", {"login": "Jeanne@Exemple.invalid", "password": MOT_DE_PASSE})
    assert reponse.status_code == 302
    assert client.get("/reservee/").status_code == 200


def test_un_compte_ferme_ou_du_systeme_ne_se_connecte_pas(client, creer_compte, systeme):
    compte = creer_compte(courriel="ferme@exemple.invalid")
    compte.actif = False
    compte.save()
    for courriel in ("ferme@exemple.invalid", systeme.courriel):
        client.post("/compte/login/", {"login": courriel, "password": MOT_DE_PASSE})
        assert client.get("/contexte/").status_code == 302


def test_les_essais_de_mot_de_passe_sont_limites(client, creer_compte):
    creer_compte(courriel="cible@exemple.invalid")
    for _ in range(6):
        client.post("/compte/login/", {"login": "cible@exemple.invalid", "password": "faux"})
    client.post("/compte/login/", {"login": "cible@exemple.invalid", "password": MOT_DE_PASSE})
    assert client.get("/contexte/").status_code == 302


def test_la_double_authentification_exigee_mene_a_son_activation(client, connecte, systeme):
    fixer_parametre(code=MFA_EXIGEE, valeur=True, du=date(2024, 1, 1), source="test", acteur=systeme)
    compte = connecte(Role.PILOTE)
    reponse = client.get("/reservee/")
    assert (reponse.status_code, reponse.url) == (302, "/compte/double-authentification/totp/activate/")
    totp.TOTP.activate(compte, totp.generate_totp_secret())
    assert client.get("/reservee/").status_code == 200


def test_avec_un_second_facteur_le_mot_de_passe_ne_suffit_pas(client, creer_compte):
    compte = creer_compte(courriel="double@exemple.invalid")
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(compte, secret)
    assert secret not in str(Authenticator.objects.get().data)
    assert AdaptateurMfa().decrypt(Authenticator.objects.get().data["secret"]) == secret
    client.post("/compte/login/", {"login": "double@exemple.invalid", "password": MOT_DE_PASSE})
    assert client.get("/contexte/").status_code == 302
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    client.post("/compte/double-authentification/authenticate/", {"code": code})
    assert client.get("/contexte/").status_code == 200


@pytest.mark.parametrize(
    "bon", ["Un-mot-2-passe!", "UnMotDePasse15", "unmotdepasse-15", "quatre vaches sautent sur le toit"]
)
def test_un_mot_de_passe_conforme_a_la_cnil(bon):
    RegleCnil().validate(bon)
    assert "12 caractères" in RegleCnil().get_help_text()


@pytest.mark.parametrize(
    "faible",
    ["", "Court-1!", "UnMotDePasse1", "aaaaaaaaaaaaaaaaaaaaaaaa", "Aa1!Aa1!Aa1!", "la la la la la la la"],
)
def test_un_mot_de_passe_trop_simple(faible):
    with pytest.raises(ValidationError):
        RegleCnil().validate(faible)


def test_les_reponses_portent_leurs_en_tetes_de_securite(client):
    reponse = client.get("/ouverte/")
    politique = reponse.headers["Content-Security-Policy"]
    assert "unsafe" not in politique
    assert "default-src 'none'" in politique
    assert reponse.headers["X-Frame-Options"] == "DENY"
    assert reponse.headers["X-Content-Type-Options"] == "nosniff"
    cookies = client.get("/compte/login/").cookies
    assert all(cookie["httponly"] and cookie["samesite"] == "Lax" for cookie in cookies.values())
    assert cookies
