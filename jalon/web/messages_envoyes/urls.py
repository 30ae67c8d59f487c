from django.urls import path

from jalon.web.messages_envoyes import lettres, lots, rappels, views

MESSAGE = "envois/<uuid:cle>/"
LOT = "envois/lots/<uuid:cle>/"
LETTRE = "lettres/<slug:type>/"

urlpatterns = [
    path("envois/", views.envois, name="envois"),
    path("envois/export/<slug:format>/", views.envois_export, name="envois_export"),
    path("envois/lots/", lots.lots, name="lots"),
    path("envois/lots/preparer/", lots.lot_preparer, name="lot_preparer"),
    path(LOT, lots.lot, name="lot"),
    path(f"{LOT}deposer/", lots.lot_deposer, name="lot_deposer"),
    path(f"{LOT}abandonner/", lots.lot_abandonner, name="lot_abandonner"),
    path(f"{LOT}fichier/<slug:quoi>/", lots.lot_fichier, name="lot_fichier"),
    path(MESSAGE, views.message, name="message"),
    path(f"{MESSAGE}pdf/", views.message_pdf, name="message_pdf"),
    path(f"{MESSAGE}agir/", views.message_agir, name="message_agir"),
    path("lettres/", lettres.lettres, name="lettres"),
    path(LETTRE, lettres.lettre, name="lettre"),
    path(f"{LETTRE}commune/", lettres.lettre_commune, name="lettre_commune"),
    path(f"{LETTRE}apercu/", lettres.lettre_apercu, name="lettre_apercu"),
    path("rappels/sms/", rappels.rappel_sms, name="rappel_sms"),
]
