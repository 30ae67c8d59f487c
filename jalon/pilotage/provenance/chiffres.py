"""L'origine d'un chiffre d'indicateur."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from jalon.mesure.chiffres.cibles import en_vigueur, etat_de, progression
from jalon.mesure.chiffres.enums import EtatCible, GenreCible, MesureCalcul, Provenance, Statut
from jalon.mesure.chiffres.formules import series_de
from jalon.mesure.chiffres.models import Calcul, Chiffre, Cible
from jalon.mesure.chiffres.ruptures import ruptures
from jalon.mesure.chiffres.selectors import chiffre_par_id, serie_chiffres
from jalon.mesure.chiffres.services import decimales_de
from jalon.mesure.indicateurs.catalogue import IndicateurInconnu, declaration
from jalon.mesure.indicateurs.enums import Sens
from jalon.pilotage.calculs.selectors import calcul_du_chiffre, definition_de, titre_de, valeurs_dites
from jalon.pilotage.programmes.models import Exercice, LigneAnnexe, PlaceAction, Programme, SerieAction
from jalon.pilotage.programmes.selectors import exercice_courant, exercices_de, place_de_action
from jalon.pilotage.provenance.argent import source_de
from jalon.pilotage.provenance.concordances import egaux
from jalon.pilotage.provenance.ecriture import ecrire_chiffre
from jalon.pilotage.provenance.formes import AutreEndroit, AutrePeriode, Origine, Source
from jalon.pilotage.provenance.histoire import histoire_de
from jalon.socle.montants import ecrire_nombre


def origine_chiffre(cle: UUID) -> Origine:
    """L'origine d'un chiffre. Lève `ObjectDoesNotExist` s'il n'existe pas ou n'est pas visible."""
    chiffre = chiffre_par_id(cle)
    indicateur, unite = chiffre.serie.indicateur, chiffre.serie.indicateur.unite
    programme = Programme.objects.select_related("modele").get(pk=chiffre.serie.cloison)
    exercice = _exercice(programme, chiffre)
    lien = SerieAction.objects.filter(serie=chiffre.serie_id).select_related("action").first()
    place = place_de_action(programme, exercice, lien.action_id) if lien else None
    calcul = calcul_du_chiffre(chiffre)
    dites = valeurs_dites(chiffre)
    return Origine(
        cible=f"chiffre:{chiffre.pk}",
        genre="chiffre",
        valeur=ecrire_chiffre(chiffre.valeur, chiffre.decimales, unite, chiffre.statut),
        nombre=chiffre.valeur,
        titre=lien.libelle if lien else indicateur.titre,
        exercice=exercice,
        source=_source(chiffre, calcul),
        sens=_sens(chiffre, place),
        periode=f"{chiffre.libelle_periode}, du {chiffre.debut:%d/%m/%Y} au {chiffre.fin:%d/%m/%Y}",
        definition=definition_de(calcul.code) if calcul and calcul.chiffre_id else indicateur.definition,
        statut=chiffre.get_statut_display(),
        place=place,
        details=[
            *_details(chiffre, lien),
            *_details_calcul(calcul),
            *_details_cibles(chiffre, calcul, unite),
        ],
        histoire=histoire_de(chiffre, lambda e: ecrire_chiffre(e.valeur, e.decimales, unite, e.statut)),
        ailleurs=_ailleurs(chiffre, unite),
        annees=_annees(chiffre, unite),
        correction=_correction(chiffre, calcul),
        objet=chiffre,
        calcul=calcul,
        locale=getattr(chiffre, "contre_valeur", None),
        dites=dites if len(dites) > 1 else [],
    )


def _correction(chiffre: Chiffre, calcul: Calcul | None) -> str:
    if chiffre.gele_le is not None:
        return ""
    return "locale" if calcul is not None and calcul.chiffre_id == chiffre.pk else "chiffre"


def _exercice(programme: Programme, chiffre: Chiffre) -> Exercice:
    """L'exercice qui contient la période ; à défaut, celui où on lirait ce chiffre aujourd'hui."""
    exercices = exercices_de(programme)
    for exercice in exercices:
        if exercice.debut_indicateurs <= chiffre.fin <= exercice.fin_indicateurs:
            return exercice
    courant = exercice_courant(programme)
    if courant is None:
        raise Exercice.DoesNotExist("Ce programme n'a pas d'exercice.")
    return courant


def _source(chiffre: Chiffre, calcul: Calcul | None) -> Source:
    if chiffre.provenance == Provenance.TRANSMIS:
        return Source(
            "transmis", f"Transmis par {chiffre.organisme or 'un organisme'}", quand=chiffre.saisi_le
        )
    if chiffre.provenance == Provenance.CALCUL:
        par = f" par « {titre_de(calcul.code)} »" if calcul else ""
        return Source("deduit", f"Calculé d'après les faits{par}", quand=chiffre.saisi_le)
    return source_de(chiffre)


def _sens(chiffre: Chiffre, place: PlaceAction | None) -> str:
    indicateur = chiffre.serie.indicateur
    morceaux = [indicateur.get_nature_display()]
    if chiffre.coupe:
        morceaux.append("part : " + ", ".join(str(v) for v in chiffre.coupe.values()))
    if place is not None:
        morceaux.append(f"pour l'action « {place} »")
    return ", ".join(morceaux)


def _details(chiffre: Chiffre, lien: SerieAction | None) -> list[tuple[str, str]]:
    indicateur, calculee = chiffre.serie.indicateur, chiffre.provenance == Provenance.CALCUL
    lignes = [
        ("Unité de compte", indicateur.get_unite_compte_display()),
        ("Version de la définition", "" if calculee else f"version {indicateur.version}"),
        ("Imprimé", chiffre.texte),
        ("Case entière", str((chiffre.lieu or {}).get("cellule", ""))),
        ("Opérateur", lien.operateur if lien else ""),
        ("Méthode", chiffre.methode),
        ("Données arrêtées au", f"{chiffre.arrete_au:%d/%m/%Y}" if chiffre.arrete_au else ""),
        ("Gelé le", f"{chiffre.gele_le:%d/%m/%Y}" if chiffre.gele_le else ""),
    ]
    return [(nom, valeur) for nom, valeur in lignes if valeur]


def _details_calcul(calcul: Calcul | None) -> list[tuple[str, str]]:
    """De quoi refaire le calcul : définition et version, rapport, délais appliqués, arrêté, empreinte."""
    if calcul is None:
        return []
    coupe = ", ".join(f"{axe} : {valeur or 'non renseigné'}" for axe, valeur in calcul.coupe.items())
    delais = [
        f"{d['nombre']} {d['unite']} à compter du {_jour(d['du'])} ({d['source']})" for d in calcul.delais
    ]
    lignes = [
        ("Indicateur", f"{titre_de(calcul.code)} ({calcul.code}, version {calcul.version})"),
        ("Ce qui s'écrit", calcul.get_mesure_display() if calcul.mesure == MesureCalcul.MEDIANE else ""),
        ("Part comptée", coupe),
        ("Rapport", _rapport(calcul)),
        ("Délais appliqués", " ; ".join(delais)),
        ("Empreinte", calcul.empreinte),
    ]
    return [(nom, valeur) for nom, valeur in lignes if valeur]


def _details_cibles(chiffre: Chiffre, calcul: Calcul | None, unite: str) -> list[tuple[str, str]]:
    """La cible et le seuil en vigueur à la fin de la période, et où l'on en est."""
    cibles, sens = list(chiffre.serie.cibles.all()), _sens_du_progres(chiffre, calcul)
    lignes = []
    for genre in (GenreCible.CIBLE, GenreCible.SEUIL):
        cible = en_vigueur(cibles, chiffre.fin, genre)
        if cible is not None:
            visee = ecrire_chiffre(cible.valeur, decimales_de(cible.valeur.normalize()), unite, "compte")
            source = f" ({cible.source})" if cible.source else ""
            echeance = f", au {cible.echeance:%d/%m/%Y}" if cible.echeance else ""
            lignes.append(
                (
                    genre.label.capitalize(),
                    f"{visee}{echeance}{source}{_ou_l_on_en_est(chiffre, cible, sens)}",
                )
            )
    return lignes


def _sens_du_progres(chiffre: Chiffre, calcul: Calcul | None) -> str:
    """Celui de la ligne ; à défaut, celui de l'indicateur qui la calcule."""
    sens = chiffre.serie.indicateur.sens
    if sens != Sens.NEUTRE or calcul is None:
        return sens
    try:
        return declaration(calcul.code).sens
    except IndicateurInconnu:
        return sens


def _ou_l_on_en_est(chiffre: Chiffre, cible: Cible, sens: str) -> str:
    provisoire = chiffre.statut in (Statut.PROVISOIRE, Statut.EN_ATTENTE)
    etat = etat_de(cible, chiffre.valeur, sens, fin=chiffre.fin, definitive=not provisoire)
    dit = f" : {etat.label}" if etat else ""
    if chiffre.valeur is None or cible.depart is None or etat in (EtatCible.ATTEINTE, EtatCible.RESPECTE):
        return dit
    part = progression(cible.depart, chiffre.valeur, cible.valeur)
    return (
        dit
        if part is None
        else f"{dit}{',' if dit else ' :'} {_court(part)} % du chemin depuis {_court(cible.depart)}"
    )


def _court(valeur: Decimal) -> str:
    return ecrire_nombre(valeur, decimales_de(valeur.normalize()))


def _rapport(calcul: Calcul) -> str:
    if calcul.numerateur is None or not calcul.denominateur:
        return ""
    return f"{calcul.numerateur} sur {calcul.denominateur}"


def _jour(iso: str) -> str:
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}"


def _annees(chiffre: Chiffre, unite: str) -> list[AutrePeriode]:
    memes = serie_chiffres(chiffre.serie_id).filter(coupe=chiffre.coupe)
    calculs = Calcul.objects.filter(serie=chiffre.serie_id, chiffre__isnull=False).defer("raisons")
    rompues = [] if chiffre.coupe else ruptures(calculs)
    return [
        AutrePeriode(
            periode=autre.libelle_periode,
            valeur=ecrire_chiffre(autre.valeur, autre.decimales, unite, autre.statut),
            cible=f"chiffre:{autre.pk}",
            provenance=autre.get_provenance_display(),
            actuelle=autre.pk == chiffre.pk,
            ruptures=[r.raison for r in rompues if autre.debut <= r.a_compter_du <= autre.fin],
        )
        for autre in memes
    ]


def _ailleurs(chiffre: Chiffre, unite: str) -> list[AutreEndroit]:
    """Les autres lignes du programme (fiche, annexe) qui disent le même indicateur sur la même période."""
    series = _series_voisines(chiffre)
    if not series:
        return []
    memes: Any = Chiffre.objects.filter(
        serie__in=list(series), genre_periode=chiffre.genre_periode, debut=chiffre.debut, fin=chiffre.fin,
        coupe=chiffre.coupe,
    ).order_by("serie_id", "id")  # fmt: skip
    return [
        AutreEndroit(
            ou=series[autre.serie_id],
            valeur=ecrire_chiffre(autre.valeur, autre.decimales, unite, autre.statut),
            concorde=_concorde(chiffre, autre),
            cible=f"chiffre:{autre.pk}",
        )
        for autre in memes
    ]


def _series_voisines(chiffre: Chiffre) -> dict[UUID, str]:
    """Séries qui comptent la même chose : même indicateur, ou ligne d'annexe déduite de cette seule série."""
    voisines: dict[UUID, str] = {}
    cloison = chiffre.serie.cloison
    memes = SerieAction.objects.filter(
        serie__indicateur=chiffre.serie.indicateur_id, serie__cloison=cloison
    ).exclude(serie=chiffre.serie_id)
    for lien in memes.select_related("action"):
        voisines[lien.serie_id] = f"fiche « {lien.action} », {lien.libelle}"
    for ligne in LigneAnnexe.objects.filter(mesure__programme=cloison).select_related("mesure", "serie"):
        seule = series_de(ligne.formule) == [chiffre.serie_id]
        meme = ligne.serie is not None and ligne.serie.indicateur_id == chiffre.serie.indicateur_id
        if ligne.serie_id and ligne.serie_id != chiffre.serie_id and (seule or meme):
            voisines[ligne.serie_id] = f"{ligne.mesure.annexe}, {ligne.libelle}"
    return voisines


def _concorde(chiffre: Chiffre, autre: Chiffre) -> bool | None:
    if chiffre.valeur is None or autre.valeur is None:
        return None
    return egaux(chiffre.valeur, autre.valeur, min(chiffre.decimales, autre.decimales))
