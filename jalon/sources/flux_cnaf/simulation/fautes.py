"""Un jeu de fichiers fautifs, chacun avec ce qu'un chargement doit y répondre."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from jalon.sources.flux_cnaf.simulation.ecriture_commune import entete, pied
from jalon.sources.flux_cnaf.simulation.fichiers import DIALECTES
from jalon.sources.flux_cnaf.simulation.lignees import fonder
from jalon.sources.flux_cnaf.simulation.reglages import Reglages, ajouter_mois, fin_de_mois

FOYERS = 30
REFUS, REJET, ACCEPTE = "fichier refusé", "dossier rejeté, les autres chargés", "fichier accepté"
NUMERO = re.compile(r"<NUMDEMRSA>(\w+)</NUMDEMRSA>")


@dataclass(frozen=True, slots=True)
class Faute:
    """Un fichier fautif. `attendu` : `REFUS`, `REJET` ou `ACCEPTE` ; `dossiers` : numéros visés."""

    fichier: str
    faute: str
    attendu: str
    detail: str
    dossiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contenu:
    """Un petit flux juste, en morceaux que chaque faute abîme."""

    tete: str
    blocs: tuple[str, ...]
    encodage: str

    def octets(self, *, total: int | None = None) -> bytes:
        texte = self.tete + "".join(self.blocs) + pied(len(self.blocs) if total is None else total)
        return texte.encode(self.encodage, "xmlcharrefreplace")

    def avec(self, rang: int, bloc: str) -> Contenu:
        return replace(self, blocs=(*self.blocs[:rang], bloc, *self.blocs[rang + 1 :]))

    def numero(self, rang: int) -> str:
        trouve = NUMERO.search(self.blocs[rang])
        return trouve[1] if trouve else ""


Resultat = tuple[bytes, str, str, tuple[str, ...]]
Fabrique = Callable[[Reglages], Resultat]


def contenu(reglages: Reglages, *, mois: date | None = None) -> Contenu:
    """Le flux mensuel de quelques foyers, sans faute."""
    voulu = replace(reglages, foyers=FOYERS, mois=mois or reglages.mois)
    dialecte, fin = DIALECTES[voulu.dialecte], fin_de_mois(voulu.mois)
    champs = dialecte.tete("M", fin + timedelta(days=5), fin, voulu.partenaire)
    blocs = (
        dialecte.foyer(dossier, voulu.partenaire)
        for numero in range(FOYERS)
        for dossier in fonder(voulu, numero, 0).presents
    )
    return Contenu(entete(champs, voulu.encodage), tuple(blocs), voulu.encodage)


def ecrire_fautes(reglages: Reglages, sortie: Path) -> list[Faute]:
    """Écrit `reference.RCV`, juste, chaque fichier fautif et `manifeste.json` : la réponse attendue."""
    sortie.mkdir(parents=True, exist_ok=True)
    fautes = []
    for nom, fabrique in FABRIQUES.items():
        octets, attendu, detail, dossiers = fabrique(reglages)
        fichier = sortie / f"{nom}.RCV"
        fichier.write_bytes(octets)
        fautes.append(Faute(fichier.name, nom, attendu, detail, dossiers))
    manifeste = json.dumps([asdict(faute) for faute in fautes], ensure_ascii=False, indent=1)
    (sortie / "manifeste.json").write_text(manifeste + "\n", encoding="utf-8")
    return fautes


def _reference(reglages: Reglages) -> Resultat:
    return contenu(reglages).octets(), ACCEPTE, "Sans faute : la base de comparaison.", ()


def _tronque(reglages: Reglages) -> Resultat:
    octets = contenu(reglages).octets()
    return octets[: len(octets) * 6 // 10], REFUS, "Coupé au milieu d'un dossier.", ()


def _tronque_entre_deux(reglages: Reglages) -> Resultat:
    octets = contenu(reglages).octets()
    fin = octets.index(b"</InfosFoyerRSA>", len(octets) // 2) + len(b"</InfosFoyerRSA>\n")
    return (
        octets[:fin],
        REFUS,
        "Coupé juste après un dossier : chaque dossier est entier, le pied manque.",
        (),
    )


def _totaux_faux(reglages: Reglages) -> Resultat:
    depart = contenu(reglages)
    return depart.octets(total=len(depart.blocs) + 1), REFUS, "Le pied annonce un dossier de trop.", ()


def _sans_naissance(reglages: Reglages) -> Resultat:
    depart = contenu(reglages)
    bloc = re.sub(r"<DTNAI>[^<]+</DTNAI>\n", "", depart.blocs[3], count=1)
    return (
        depart.avec(3, bloc).octets(),
        REJET,
        "Une personne n'a pas de date de naissance.",
        (depart.numero(3),),
    )


def _date_impossible(reglages: Reglages) -> Resultat:
    depart = contenu(reglages)
    bloc = re.sub(r"<DTNAI>[^<]+<", "<DTNAI>1980-02-31<", depart.blocs[4], count=1)
    return depart.avec(4, bloc).octets(), REJET, "Un 31 février.", (depart.numero(4),)


def _dossier_double(reglages: Reglages) -> Resultat:
    depart = contenu(reglages)
    double = depart.blocs[5].replace("<TOPSANSDOMFIXE>0", "<TOPSANSDOMFIXE>1")
    detail = "Le même dossier deux fois, contenus différents ; le pied compte les deux."
    octets = replace(depart, blocs=(*depart.blocs, double)).octets()
    return octets, REJET, detail, (depart.numero(5),)


def _autre_departement(reglages: Reglages) -> Resultat:
    autre = "099" if reglages.partenaire != "099" else "098"
    depart = contenu(reglages)
    avant, apres = f"<IDEPARTE>{reglages.partenaire}<", f"<IDEPARTE>{autre}<"
    blocs = tuple(bloc.replace(avant, apres) for bloc in depart.blocs)
    tete = depart.tete.replace(avant, apres)
    return replace(depart, tete=tete, blocs=blocs).octets(), REFUS, "Fichier d'un autre département.", ()


def _mois_ancien(reglages: Reglages) -> Resultat:
    detail = "Juste, mais du mois d'avant : l'histoire se complète, la situation présente ne recule pas."
    return contenu(reglages, mois=ajouter_mois(reglages.mois, -1)).octets(), ACCEPTE, detail, ()


def _xxe(reglages: Reglages) -> Resultat:
    depart = contenu(reglages)
    doctype = '<!DOCTYPE Racine [<!ENTITY dehors SYSTEM "file:///etc/hostname">]>\n<Racine>'
    depart = replace(depart, tete=depart.tete.replace("<Racine>", doctype))
    bloc = re.sub(r"<NOMVOIE>[^<]*<", "<NOMVOIE>&dehors;<", depart.blocs[0], count=1)
    return depart.avec(0, bloc).octets(), REFUS, "Une entité externe qui lirait un fichier du serveur.", ()


def _milliard_de_rires(reglages: Reglages) -> Resultat:
    depart = contenu(reglages)
    lignes = ['<!ENTITY r0 "ha">', *(f'<!ENTITY r{n} "{f"&r{n - 1};" * 10}">' for n in range(1, 10))]
    doctype = "<!DOCTYPE Racine [\n" + "\n".join(lignes) + "\n]>\n<Racine>"
    depart = replace(depart, tete=depart.tete.replace("<Racine>", doctype))
    bloc = re.sub(r"<NOMVOIE>[^<]*<", "<NOMVOIE>&r9;<", depart.blocs[0], count=1)
    return depart.avec(0, bloc).octets(), REFUS, "Des entités qui se multiplient jusqu'à un milliard.", ()


def _mauvais_encodage(reglages: Reglages) -> Resultat:
    octets = contenu(reglages).octets().replace(reglages.encodage.encode(), b"UTF-8", 1)
    return octets, REFUS, f"Se déclare en UTF-8, mais ses accents sont en {reglages.encodage}.", ()


def _encodage_inconnu(reglages: Reglages) -> Resultat:
    octets = contenu(reglages).octets().replace(reglages.encodage.encode(), b"EBCDIC-FR", 1)
    return octets, REFUS, "Un encodage qui n'est pas admis.", ()


def _version_inconnue(reglages: Reglages) -> Resultat:
    depart = contenu(reglages)
    tete = re.sub(r"<NUMVERSIONAPPLIEME>\w+<", "<NUMVERSIONAPPLIEME>9900<", depart.tete)
    return (
        replace(depart, tete=tete).octets(),
        REFUS,
        "Une version d'application qui n'existe pas : 9900.",
        (),
    )


def _autre_flux(reglages: Reglages) -> Resultat:
    depart = contenu(reglages)
    tete = depart.tete.replace("<NATFLUX>D</NATFLUX>", "<NATFLUX>F</NATFLUX>")
    return replace(depart, tete=tete).octets(), REFUS, "Un flux financier, pas un flux bénéficiaire.", ()


def _element_inconnu(reglages: Reglages) -> Resultat:
    depart = contenu(reglages)
    bloc = depart.blocs[6].replace(
        "<Identification>\n", "<Identification>\n<PAYSACTUEL>FRA</PAYSACTUEL>\n", 1
    )
    bloc = bloc.replace(
        "</Personne>", "<BlocNouveau>\n<CHAMPNOUVEAU>1</CHAMPNOUVEAU>\n</BlocNouveau>\n</Personne>", 1
    )
    detail = "Deux éléments inconnus : comptés et gardés, le dossier est chargé."
    return depart.avec(6, bloc).octets(), ACCEPTE, detail, (depart.numero(6),)


def _code_inconnu(reglages: Reglages) -> Resultat:
    depart = contenu(reglages)
    bloc = re.sub(r"<SITFAM>\w+<", "<SITFAM>QQQ<", depart.blocs[7], count=1)
    detail = "Une situation de famille hors liste : comptée et gardée, le dossier est chargé."
    return depart.avec(7, bloc).octets(), ACCEPTE, detail, (depart.numero(7),)


def _nir_absent(reglages: Reglages) -> Resultat:
    depart = contenu(reglages)
    blocs = tuple(re.sub(r"<NIR>[^<]*</NIR>\n", "", bloc) for bloc in depart.blocs)
    detail = "Personne n'a de NIR : tout est chargé, sans inventer de doublon."
    return replace(depart, blocs=blocs).octets(), ACCEPTE, detail, ()


def _vide(reglages: Reglages) -> Resultat:
    return b"", REFUS, "Aucun octet.", ()


def _sans_foyer(reglages: Reglages) -> Resultat:
    return replace(contenu(reglages), blocs=()).octets(), ACCEPTE, "Aucun foyer, pied juste à zéro.", ()


FABRIQUES: dict[str, Fabrique] = {
    "reference": _reference,
    "tronque": _tronque,
    "tronque-entre-deux": _tronque_entre_deux,
    "totaux-faux": _totaux_faux,
    "sans-naissance": _sans_naissance,
    "date-impossible": _date_impossible,
    "dossier-double": _dossier_double,
    "autre-departement": _autre_departement,
    "mois-ancien": _mois_ancien,
    "xxe": _xxe,
    "milliard-de-rires": _milliard_de_rires,
    "mauvais-encodage": _mauvais_encodage,
    "encodage-inconnu": _encodage_inconnu,
    "version-inconnue": _version_inconnue,
    "autre-flux": _autre_flux,
    "element-inconnu": _element_inconnu,
    "code-inconnu": _code_inconnu,
    "nir-absent": _nir_absent,
    "vide": _vide,
    "sans-foyer": _sans_foyer,
}
