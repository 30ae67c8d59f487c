"""Le formulaire commun : son rendu, son jeton d'envoi, le report des erreurs d'un service sur ses champs."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.renderers import TemplatesSetting


class Rendu(TemplatesSetting):
    """Champs et formulaires rendus par nos gabarits : libellé, aide, erreur, liés par `aria-describedby`."""

    form_template_name = "formulaires/formulaire.html"
    field_template_name = "formulaires/champ.html"


def nouveau_jeton() -> str:
    """Jeton d'un envoi : deux envois du même formulaire portent le même."""
    return uuid4().hex


class Formulaire(forms.Form):
    """Formulaire du site. Les champs facultatifs le disent ; la vérification se fait au serveur."""

    default_renderer = Rendu()
    use_required_attribute = False
    envoi = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32, initial=nouveau_jeton)

    def erreurs_resumees(self) -> list[tuple[str, str, str]]:
        """Erreurs à annoncer en haut : `(identifiant, libellé, message)`, dans l'ordre des champs."""
        resume = [("", "", str(message)) for message in self.non_field_errors()]
        for champ in self.visible_fields():
            resume += [(champ.id_for_label or champ.auto_id, str(champ.label), str(m)) for m in champ.errors]
        return resume


def reporter_erreurs(formulaire: forms.BaseForm, erreur: ValidationError) -> None:
    """Reporte le refus d'un service : au champ qui porte ce nom, sinon en tête du formulaire."""
    if not hasattr(erreur, "error_dict"):
        formulaire.add_error(None, ValidationError(erreur.messages))
        return
    for nom, messages in erreur.message_dict.items():
        cible = nom if nom in formulaire.fields and nom != NON_FIELD_ERRORS else None
        formulaire.add_error(cible, ValidationError(messages))
