"""D'un foyer lu dans le flux à l'observation du domaine, pour les deux dialectes (VRSB, VRSD).

Les dates d'effet viennent du fichier quand il les donne : suspension, clôture, adresse, situation, activité,
rattachement. Ce que le domaine ne reprend pas reste dans la version du dossier gardée.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from jalon.parcours.personnes.capacite import debordement
from jalon.parcours.personnes.enums import ROLES_ADULTES, EtatDossier, Reponse
from jalon.parcours.personnes.identite import Identite, nir_lu
from jalon.parcours.personnes.observations import (
    Fait,
    MembreObserve,
    ObservationFoyer,
    json_canonique,
)
from jalon.sources.flux_cnaf.erreurs import DossierIllisible
from jalon.sources.flux_cnaf.tranches import FoyerLu

Bloc = dict[str, Any]
NATURES_MAJOREES = ("RSI", "RCI")
CENTIME = Decimal("0.01")


def traduire(foyer: FoyerLu) -> ObservationFoyer:
    """Ce que ce dossier dit du foyer, de ses membres et de son droit.

    Lève `DossierIllisible` si une valeur est démesurée ou un bloc d'une autre forme que celle du flux.
    """
    try:
        observation = _observation(foyer)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        motif = "un bloc n'a pas la forme attendue. Demandez à la caisse de corriger ce dossier"
        raise DossierIllisible(motif, foyer.ligne) from None
    trop_grand = debordement(observation)
    if trop_grand:
        raise DossierIllisible(f"« {trop_grand} » est plus grand que ce que le flux permet", foyer.ligne)
    return observation


def _observation(foyer: FoyerLu) -> ObservationFoyer:
    donnees = foyer.donnees
    identification = donnees["IdentificationRSA"]
    organisme = identification.get("Organisme", {})
    demande = identification.get("DemandeRSA", {})
    prestation = donnees.get("PrestationRSA", {})
    administratif = donnees.get("DonneesAdministratives", {})
    return ObservationFoyer(
        numero=foyer.dossier,
        date_demande=demande.get("DTDEMRSA"),
        organisme=organisme.get("FONORG", ""),
        numero_organisme=organisme.get("NUMORG", ""),
        matricule=str(organisme.get("MATRICULE", "")),
        membres=tuple(_membre(personne) for personne in foyer.personnes),
        etat=_etat(prestation.get("SituationDossierRSA", {})),
        adresse=_adresse(administratif.get("Adresse", [])),
        situation=_situation(administratif.get("SituationFamille", {})),
        montant=_montant(prestation.get("DetailDroitRSA", {})),
        arrive_de=_organisme(identification.get("OrganismeCedant", {}), "CED"),
        parti_vers=_organisme(identification.get("OrganismePrenant", {}), "PREN"),
        numero_precedent=_precedent(foyer.personnes),
    )


def _membre(personne: Bloc) -> MembreObserve:
    rattachement = _premier(personne.get("DossierCAF") or personne.get("DossierCafMsa"))
    role = _role(personne)
    return MembreObserve(
        identite=_identite(personne["Identification"]),
        appartenance=Fait((role,), rattachement.get("DDRATDOS")),
        fin_appartenance=rattachement.get("DFRATDOS"),
        droits_devoirs=_droits_devoirs(personne, role),
        activites=_activites(personne),
        ressources=tuple(sorted(_ressources(_liste(personne.get("Ressources"))), key=_debut)),
    )


def _identite(bloc: Bloc) -> Identite:
    prenoms = [bloc.get(nom, "") for nom in ("PRENOM", "PRENOM2", "PRENOM3")]
    if bloc.get("LISPRENOMS") and not any(prenoms):
        prenoms = bloc["LISPRENOMS"].replace(",", " ").split()
    naissance = bloc.get("NOMNAI") or bloc["NOM"]
    return Identite(
        nom=bloc.get("NOM") or naissance,
        nom_naissance=naissance,
        prenoms=tuple(prenom for prenom in prenoms if prenom),
        date_naissance=bloc["DTNAI"],
        precision_naissance=bloc.get("TYPEDTNAI", "N"),
        rang_gemellaire=bloc.get("RGNAI", 1),
        sexe=str(bloc.get("SEXE", "")),
        commune_naissance=bloc.get("NOMCOMNAI") or bloc.get("LIEUNAI", ""),
        nir=nir_lu(bloc.get("NIR")),
        certifiee=bloc.get("TOPVALIEC", False),
    )


def _role(personne: Bloc) -> str:
    """Rôle dans la prestation RSA ; à défaut, le premier rôle donné."""
    prestations = _liste(personne.get("Prestations"))
    rsa = [bloc for bloc in prestations if bloc.get("NATPREST") == "RSA"]
    fonction = _premier(personne.get("FonctionPersonneRSA"))
    role: str = (rsa or prestations or [fonction])[0].get("ROLEPERS", "")
    return role


def _droits_devoirs(personne: Bloc, role: str) -> Fait | None:
    """Une caisse qui ne dit rien d'un adulte laisse « inconnu » ; un enfant n'est pas concerné."""
    if role not in ROLES_ADULTES:
        return None
    calcul = _premier(personne.get("MontantCalculDroitRSAPersonne") or personne.get("CalculDroitRSAPersonne"))
    soumis = calcul.get("TOPPERSDRODEVORSA")
    if soumis is None:
        return Fait((Reponse.INCONNU.value,))
    if soumis:
        return Fait((Reponse.OUI.value,), calcul.get("DDSOUDRODEV"))
    fin: date | None = calcul.get("DFSOUDRODEV")
    return Fait((Reponse.NON.value,), fin)


def _activites(personne: Bloc) -> Fait | None:
    blocs = _liste(personne.get("Activite"))
    en_cours = [(bloc.get("ACT", ""), bloc.get("DDACT")) for bloc in blocs if not bloc.get("DFACT")]
    statuts = _liste(personne.get("CaracteristiquesEmployabilite"))
    en_cours += [
        (bloc.get("STATUEMPL", ""), bloc.get("DDSTATUEMPL"))
        for bloc in statuts
        if not bloc.get("DFSTATUEMPL")
    ]
    if not blocs and not statuts:
        return None
    debuts = [debut for code, debut in en_cours if code and debut]
    return Fait((tuple(sorted({code for code, _ in en_cours if code})),), max(debuts, default=None))


def _ressources(blocs: Iterable[Bloc]) -> Iterable[Fait]:
    for bloc in blocs:
        trimestre = _premier(bloc.get("GeneraliteRessourcesTrimestre"))
        debut = trimestre.get("DDRESS")
        if debut is None:
            continue
        detail: dict[str, Decimal] = {}
        for mois in _liste(bloc.get("RessourcesMensuelles")):
            for ligne in _liste(mois.get("DetailRessourcesMensuelles")):
                nature = ligne.get("NATRESS", "")
                detail[nature] = detail.get(nature, Decimal(0)) + ligne.get("MTNATRESSMEN", Decimal(0))
        total = sum(detail.values(), Decimal(0)).quantize(CENTIME)
        lisible = json_canonique({nature: str(montant) for nature, montant in detail.items()})
        yield Fait((trimestre.get("DFRESS"), bool(trimestre.get("TOPRESSNUL")), total, lisible), debut)


def _debut(fait: Fait) -> date:
    return fait.a_compter_du or date.min


def _etat(situation: Bloc) -> Fait | None:
    etat = _premier(situation.get("EtatDossierRSA")).get("ETATDOSRSA")
    if etat is None:
        return None
    champs = {
        EtatDossier.REFUSE: ("Refus", "MOTIREFURSA", "DTREFURSA"),
        EtatDossier.DROIT_SUSPENDU: ("SuspensionDroit", "MOTISUSDRORSA", "DDSUSDRORSA"),
        EtatDossier.VERSEMENT_SUSPENDU: ("SuspensionVersement", "MOTISUSVERSRSA", "DDSUSVERSRSA"),
        EtatDossier.CLOS: ("FinDroit", "MOTICLORSA", "DTCLORSA"),
        EtatDossier.CLOS_ANTERIEUR: ("FinDroitMoisAnterieur", "MOTICLORSA", "DTCLORSA"),
    }.get(etat)
    if champs is None:
        ouverture = _premier(situation.get("DroitOuvert")).get("DTODRSA")
        return Fait((etat, ()), ouverture if etat == EtatDossier.OUVERT else None)
    nom, motif, debut = champs
    blocs = _liste(situation.get(nom))
    motifs = tuple(sorted({bloc[motif].strip() for bloc in blocs if bloc.get(motif)}))
    return Fait((etat, motifs), min((bloc[debut] for bloc in blocs if bloc.get(debut)), default=None))


def _adresse(adresses: list[Bloc]) -> Fait | None:
    """L'adresse de rang 01, courante."""
    courantes = [bloc for bloc in adresses if int(bloc.get("TroncCommunAdresse", {}).get("RGADR") or 0) == 1]
    if not courantes:
        return None
    tronc = courantes[0]["TroncCommunAdresse"]
    france = courantes[0].get("AdresseDetailleeFrance", {})
    etranger = courantes[0].get("AdresseHorsFrance", {})
    voie = " ".join(str(france.get(nom, "")) for nom in ("NUMVOIE", "LIBTYPEVOIE", "NOMVOIE"))
    lignes = " ".join(str(valeur) for valeur in etranger.values())
    code_postal = france.get("CODEPOS", "")
    valeur = (
        france.get("NUMCOM", ""),
        f"{code_postal:05d}" if isinstance(code_postal, int) else code_postal,
        " ".join(filter(None, (france.get("COMPLIDEADR"), france.get("COMPLADR"))))[:80],
        (" ".join(voie.split()) or lignes)[:80],
        france.get("LIEUDIST", ""),
        france.get("NOMCOM", ""),
        bool(etranger) or tronc.get("PAYS") == "HOR",
        tronc.get("TYPEADR", ""),
        tronc.get("ETATADR", ""),
    )
    return Fait(valeur, tronc.get("DTEMM"))


def _situation(bloc: Bloc) -> Fait | None:
    return Fait((bloc["SITFAM"],), bloc.get("DDSITFAM")) if bloc.get("SITFAM") else None


def _montant(droit: Bloc) -> Fait | None:
    calculs = _liste(droit.get("MontantsCalculDroitRSA"))
    natures = [bloc for bloc in _liste(droit.get("DetailCalculDroitRSA")) if not bloc.get("DFNATDRO")]
    if not calculs and not natures:
        return None
    codes = tuple(sorted({bloc["NATPF"] for bloc in natures if bloc.get("NATPF")}))
    dernier = max(calculs, key=lambda bloc: bloc.get("DDELECAL") or date.min, default={})
    total = dernier.get("MTTOTDRORSA")
    valeur = (
        codes,
        any(code in NATURES_MAJOREES for code in codes),
        Decimal(total).quantize(CENTIME) if total is not None else None,
    )
    return Fait(valeur, dernier.get("DDELECAL"))


def _organisme(bloc: Bloc, suffixe: str) -> str:
    return f"{bloc.get(f'FONORG{suffixe}MUT', '')}{bloc.get(f'NUMORG{suffixe}MUT', '')}"


def _precedent(personnes: list[Bloc]) -> str:
    for personne in personnes:
        numero: str = _premier(personne.get("DossierCAF")).get("NUMDEMRSAPRECE", "")
        if numero:
            return numero
    return ""


def _liste(bloc: Any) -> list[Bloc]:
    if bloc is None:
        return []
    return bloc if isinstance(bloc, list) else [bloc]


def _premier(bloc: Any) -> Bloc:
    if isinstance(bloc, list):
        bloc = bloc[0] if bloc else None
    return {} if bloc is None else bloc
