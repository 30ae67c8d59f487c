"""L'origine d'un montant ou d'un chiffre déduit : ce qu'il additionne, ligne à ligne, chacune ouvrable."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.text import slugify

from jalon.mesure.chiffres.enums import Statut
from jalon.mesure.chiffres.formules import evaluer, series_de
from jalon.mesure.chiffres.models import Chiffre
from jalon.pilotage.bilans.tableaux import titres_des_series
from jalon.pilotage.finances.agregats import argent_par_action, case_de
from jalon.pilotage.finances.selectors import tableau_credits
from jalon.pilotage.finances.tableau import Case, LigneTableau, TableauCredits
from jalon.pilotage.programmes.models import Exercice, LigneAnnexe, PlaceAction
from jalon.pilotage.programmes.selectors import exercices_de, place_de_action
from jalon.pilotage.provenance.argent import ligne_de, titre_du_montant
from jalon.pilotage.provenance.concordances import ailleurs_pour_action, ailleurs_pour_total, reference
from jalon.pilotage.provenance.ecriture import ecrire_case, ecrire_chiffre, ecrire_exercice
from jalon.pilotage.provenance.formes import AdresseInconnue, AutrePeriode, Composante, Origine, Source
from jalon.pilotage.provenance.mentions import LIBELLES_ROLES

PARTIES = {
    "recettes": (("report_entrant", "+"), ("participation", "+")),
    "solde": (("recettes", "+"), ("execute", "−")),
    "global_prevu": (("recettes", "+"), ("contrepartie", "+")),
    "global_execute": (("execute", "+"), ("contrepartie_executee", "+")),
}
"""Ce qu'un rôle déduit additionne, dans une ligne d'action."""


def origine_derivee(exercice_id: UUID, portee: str, role: str) -> Origine:
    """L'origine d'une valeur déduite. Lève `AdresseInconnue` ou `ObjectDoesNotExist`."""
    exercice = Exercice.objects.select_related("programme__modele").get(pk=exercice_id)
    if portee.startswith("ligne-"):
        return _origine_ligne_annexe(exercice, portee, role)
    if role not in LIBELLES_ROLES:
        raise AdresseInconnue(f"Rôle inconnu : {role}")
    action_id = _uuid(portee)
    if action_id is not None:
        return _origine_action(exercice, action_id, role)
    return _origine_total(exercice, portee, role)


def _origine_action(exercice: Exercice, action_id: UUID, role: str) -> Origine:
    place = place_de_action(exercice.programme, exercice, action_id)
    if place is None:
        raise AdresseInconnue("Cette action n'est pas dans l'exercice.")
    ligne = ligne_de(place, exercice)
    case = reference(ligne, role)
    origine = _origine(exercice, str(action_id), role, case, f"pour l'action « {place} »")
    origine.place = place
    origine.composantes = _composantes_action(place, exercice, ligne, role)
    origine.ailleurs = ailleurs_pour_action(exercice, action_id, role, ligne)
    origine.annees = _autres_exercices(exercice, role, action_id)
    return origine


def _composantes_action(
    place: PlaceAction, exercice: Exercice, ligne: LigneTableau, role: str
) -> list[Composante]:
    if role in PARTIES:
        return [
            _composante(LIBELLES_ROLES[partie].capitalize(), getattr(ligne, partie), signe)
            for partie, signe in PARTIES[role]
        ]
    argent = argent_par_action(exercice.programme, exercice, [place.action_id])[place.action_id]
    objets = {
        "contrepartie": argent.contreparties,
        "contrepartie_executee": argent.contreparties,
        "report_entrant": argent.reports_entrants,
        "participation": argent.participations,
        "execute": argent.executes(exercice.programme.modele.sens_execute),
    }[role]
    return [
        _composante(
            getattr(objet, "libelle", "") or titre_du_montant(objet),
            case_de(objet, execute=role == "contrepartie_executee"),
        )
        for objet in objets  # type: ignore[attr-defined]
    ]


def _origine_total(exercice: Exercice, portee: str, role: str) -> Origine:
    tableau = tableau_credits(exercice.programme, exercice)
    total, lignes = _lignes_de(tableau, portee)
    origine = _origine(exercice, portee, role, reference(total, role), total.titre)
    origine.composantes = [
        _composante(f"{ligne.numero} {ligne.titre}".strip(), reference(ligne, role)) for ligne in lignes
    ]
    if role in PARTIES:
        origine.details.append(
            (
                "Autrement dit",
                " ".join(
                    f"{signe} {LIBELLES_ROLES[partie]} ({ecrire_case(getattr(total, partie))})"
                    for partie, signe in PARTIES[role]
                ).removeprefix("+ "),
            )
        )
    origine.ailleurs = ailleurs_pour_total(
        exercice, role, {ligne.action_id for ligne in lignes}, origine.nombre
    )
    origine.annees = _autres_exercices(exercice, role, portee=portee)
    return origine


def _lignes_de(tableau: TableauCredits, portee: str) -> tuple[LigneTableau, list[LigneTableau]]:
    """La ligne de total que la portée désigne, et les lignes d'action qu'elle additionne."""
    if portee == "total" and tableau.total is not None:
        return tableau.total, tableau.lignes()
    for groupe in tableau.groupes:
        if groupe.sous_total is not None and portee == f"groupe-{slugify(groupe.titre)}":
            return groupe.sous_total, groupe.lignes
    for ensemble, ligne in tableau.sous_ensembles.items():
        if portee == f"ensemble-{slugify(ensemble)}":
            return ligne, [li for g in tableau.groupes if g.ensemble == ensemble for li in g.lignes]
    raise AdresseInconnue(f"Portée inconnue : {portee}")


def _origine(exercice: Exercice, portee: str, role: str, case: Case, sens: str) -> Origine:
    return Origine(
        cible=f"derive:{exercice.pk}:{portee}:{role}",
        genre="derive",
        valeur=ecrire_case(case),
        nombre=case.montant,
        titre=LIBELLES_ROLES[role].capitalize(),
        exercice=exercice,
        source=Source("deduit", "Déduit des lignes ci-dessous, à chaque lecture."),
        sens=sens,
        periode=ecrire_exercice(exercice),
        partiel=case.partiel,
    )


def _composante(libelle: str, case: Case, signe: str = "+") -> Composante:
    return Composante(libelle, ecrire_case(case), case.cible, signe, manque=case.montant is None)


def _autres_exercices(
    exercice: Exercice, role: str, action_id: UUID | None = None, portee: str = ""
) -> list[AutrePeriode]:
    """La même case aux autres exercices du programme, quand elle y existe."""
    autres = []
    for voisin in exercices_de(exercice.programme):
        voisin.programme = exercice.programme
        try:
            case = _case_ailleurs(voisin, role, action_id, portee)
        except AdresseInconnue:
            continue
        cible = case.cible or f"derive:{voisin.pk}:{action_id or portee}:{role}"
        autres.append(AutrePeriode(voisin.code, ecrire_case(case), cible, "déduit", voisin.pk == exercice.pk))
    return autres[::-1]


def _case_ailleurs(exercice: Exercice, role: str, action_id: UUID | None, portee: str) -> Case:
    if action_id is None:
        return reference(_lignes_de(tableau_credits(exercice.programme, exercice), portee)[0], role)
    place = place_de_action(exercice.programme, exercice, action_id)
    if place is None:
        raise AdresseInconnue("L'action n'est pas dans cet exercice.")
    return reference(ligne_de(place, exercice), role)


def _origine_ligne_annexe(exercice: Exercice, portee: str, role: str) -> Origine:
    """Une ligne d'annexe confirmée : la somme de lignes de fiches, sur une période."""
    ligne = LigneAnnexe.objects.select_related("mesure", "serie__indicateur").get(
        pk=_exiger_uuid(portee.removeprefix("ligne-")), mesure__programme=exercice.programme_id
    )
    genre, debut, fin = _periode_du_role(role)
    series = series_de(ligne.formule)
    titres = titres_des_series(exercice.programme, set(series))
    chiffres = list(
        Chiffre.objects.filter(serie__in=series, genre_periode=genre, debut=debut, fin=fin).order_by("id")
    )
    resultat = evaluer(ligne.formule, chiffres, (genre, debut, fin))
    unite = titres[series[0]][1] if series and series[0] in titres else "nombre"
    origine = Origine(
        cible=f"derive:{exercice.pk}:{portee}:{role}",
        genre="derive",
        valeur=ecrire_chiffre(resultat.valeur, resultat.decimales, unite, resultat.statut),
        nombre=resultat.valeur,
        titre=ligne.libelle,
        exercice=exercice,
        source=Source("deduit", "Déduit des fiches : la formule a été confirmée par une personne."),
        sens=f"{ligne.mesure.annexe}, mesure « {ligne.mesure.titre} »",
        periode=f"Du {debut:%d/%m/%Y} au {fin:%d/%m/%Y}",
        definition=ligne.commentaire,
        statut=Statut(resultat.statut).label,
        partiel=resultat.partiel,
    )
    par_serie = {c.serie_id: c for c in chiffres if not c.coupe}
    for cle in series:
        libelle, propre = titres.get(cle, ("ligne de fiche", "nombre"))
        origine.composantes.append(_composante_chiffre(libelle, par_serie.get(cle), propre))
    return origine


def _composante_chiffre(libelle: str, chiffre: Chiffre | None, unite: str) -> Composante:
    if chiffre is None:
        return Composante(libelle, "non renseigné", manque=True)
    valeur = ecrire_chiffre(chiffre.valeur, chiffre.decimales, unite, chiffre.statut)
    return Composante(libelle, valeur, f"chiffre:{chiffre.pk}", manque=chiffre.valeur is None)


def _periode_du_role(role: str) -> tuple[str, date, date]:
    """`annee_2022-01-01_2022-12-31` → genre et bornes."""
    morceaux = role.rsplit("_", 2)
    if len(morceaux) < 3:
        raise AdresseInconnue(f"Période inconnue : {role}")
    try:
        return morceaux[0], date.fromisoformat(morceaux[1]), date.fromisoformat(morceaux[2])
    except ValueError as erreur:
        raise AdresseInconnue(f"Période inconnue : {role}") from erreur


def _uuid(texte: str) -> UUID | None:
    try:
        return UUID(texte)
    except ValueError:
        return None


def _exiger_uuid(texte: str) -> UUID:
    cle = _uuid(texte)
    if cle is None:
        raise AdresseInconnue(f"Identifiant illisible : {texte}")
    return cle
