from django.urls import path

from jalon.web.orientation import delais, diagnostic, fiche, file, passages, regles

urlpatterns = [
    path("orientation/", file.orientation, name="orientation"),
    path("orientation/export/<slug:format>/", file.orientation_export, name="orientation_export"),
    path("orientation/lot/", file.orientation_lot, name="orientation_lot"),
    path("orientation/a-notifier/", fiche.orientation_a_notifier, name="orientation_a_notifier"),
    path("orientation/notifier/", fiche.orientation_notifier, name="orientation_notifier"),
    path("orientation/delais/", delais.orientation_delais, name="orientation_delais"),
    path(
        "orientation/delais/export/<slug:format>/",
        delais.orientation_delais_export,
        name="orientation_delais_export",
    ),
    path("orientation/passages/", passages.orientation_passages, name="orientation_passages"),
    path("orientation/passages/lancer/", file.orientation_passer, name="orientation_passer"),
    path("orientation/passages/<uuid:cle>/", passages.orientation_passage, name="orientation_passage"),
    path("orientation/capacites/", regles.orientation_capacites, name="orientation_capacites"),
    path("orientation/regles/", regles.orientation_regles, name="orientation_regles"),
    path("orientation/regles/<uuid:cle>/", regles.orientation_jeu, name="orientation_jeu"),
    path(
        "orientation/regles/<uuid:cle>/copier/", regles.orientation_jeu_copier, name="orientation_jeu_copier"
    ),
    path(
        "orientation/regles/<uuid:cle>/servir/", regles.orientation_jeu_servir, name="orientation_jeu_servir"
    ),
    path("orientation/regles/<uuid:cle>/essai/", passages.orientation_essai, name="orientation_essai"),
    path(
        "orientation/regles/<uuid:cle>/essai/<slug:format>/",
        passages.orientation_essai_export,
        name="orientation_essai_export",
    ),
    path(
        "orientation/regles/<uuid:cle>/nouvelle/",
        regles.orientation_regle_nouvelle,
        name="orientation_regle_nouvelle",
    ),
    path("orientation/regle/<uuid:cle>/", regles.orientation_regle, name="orientation_regle"),
    path(
        "orientation/regle/<uuid:cle>/bouger/",
        regles.orientation_regle_bouger,
        name="orientation_regle_bouger",
    ),
    path(
        "orientation/propositions/<uuid:cle>/accepter/",
        fiche.proposition_accepter,
        name="proposition_accepter",
    ),
    path(
        "orientation/propositions/<uuid:cle>/refuser/", fiche.proposition_refuser, name="proposition_refuser"
    ),
    path("orientation/decisions/<uuid:cle>/annuler/", fiche.orientation_annuler, name="orientation_annuler"),
    path(
        "orientation/decisions/<uuid:cle>/pourquoi/", fiche.orientation_pourquoi, name="orientation_pourquoi"
    ),
    path("orientation/decisions/<uuid:cle>/lettre/", fiche.orientation_lettre, name="orientation_lettre"),
    path("personnes/<uuid:cle>/orientation/", fiche.orientation_personne, name="orientation_personne"),
    path("personnes/<uuid:cle>/diagnostics/", diagnostic.diagnostics, name="diagnostics"),
    path(
        "personnes/<uuid:cle>/diagnostics/nouveau/", diagnostic.diagnostic_nouveau, name="diagnostic_nouveau"
    ),
    path("diagnostics/<uuid:cle>/", diagnostic.diagnostic, name="diagnostic"),
    path("diagnostics/<uuid:cle>/lien/", diagnostic.diagnostic_lien, name="diagnostic_lien"),
    path("p/<str:jeton>/diagnostic/", diagnostic.diagnostic_public, name="diagnostic_public"),
]
