"""Les mentions des lettres d'un manquement : notre texte, et l'article qui l'impose."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """Un texte obligatoire. `[[variable]]` y est remplacé comme dans le corps de la lettre."""

    texte: str
    source: str


MENTIONS: dict[str, Mention] = {
    "observations": Mention(
        "Vous avez [[delai]] après la réception de cette lettre pour présenter vos observations, "
        "par écrit ou à "
        "l'oral. Le jour de la réception ne compte pas. Aucune décision ne sera prise avant la fin "
        "de ce délai.",
        "CRPA, articles L. 121-1 et L. 122-1 ; CASF, article R. 262-69",
    ),
    "assistance": Mention(
        "Vous pouvez être accompagné·e ou représenté·e par la personne de votre choix.",
        "CRPA, article L. 122-1",
    ),
    "dossier": Mention("Vous pouvez demander à voir votre dossier.", "CRPA, article L. 122-2"),
    "entendu": Mention(
        "Vous pouvez être entendu·e par l'équipe pluridisciplinaire, avec la personne de votre "
        "choix. Si vous ne "
        "venez pas, l'équipe rend quand même son avis. L'avis ne remplace pas la décision.",
        "CASF, article L. 262-39",
    ),
    "recours": Mention(
        "Si vous n'êtes pas d'accord, vous avez deux mois après la réception de cette lettre pour écrire au "
        "président du conseil départemental. Ce recours est obligatoire avant tout recours au "
        "tribunal. Il se "
        "prononcera sur votre situation au jour de sa réponse. Sans réponse dans les deux mois, "
        "votre recours "
        "est rejeté.",
        "CASF, articles L. 262-47, R. 262-88 et R. 262-91 ; CRPA, articles L. 411-7 et L. 412-3",
    ),
    "tribunal": Mention(
        "Après cette réponse, ou après deux mois sans réponse, vous avez deux mois pour saisir le tribunal "
        "administratif.",
        "CJA, article R. 421-1",
    ),
    "non_suspensif": Mention(
        "Le recours ne suspend pas la sanction.", "CASF, article L. 262-46, qui ne vise que l'indu"
    ),
    "association": Mention(
        "Une association constituée depuis cinq ans au moins peut déposer le recours pour vous, avec votre "
        "accord écrit.",
        "CASF, articles L. 262-47 et R. 262-88",
    ),
    "levee": Mention(
        "La suspension s'arrête avant son terme dès que vous [[remede]]. Dites-le à votre référent.",
        "CASF, article L. 262-37",
    ),
    "accuse": Mention(
        "Votre recours a été reçu le [[depose_le]]. Une réponse vous est due avant la fin du [[echeance]]. "
        "Sans réponse à cette date, il est rejeté, et vous avez deux mois pour saisir le tribunal "
        "administratif.",
        "CRPA, articles L. 112-3, L. 112-6 et R. 112-5",
    ),
    "signature": Mention("[[signataire]], [[qualite]] ([[arrete]])", "CRPA, article L. 212-1"),
}
"""Code → mention. L'essai `test_lettres` vérifie que chaque lettre porte les siennes."""
