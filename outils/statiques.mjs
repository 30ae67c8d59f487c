// Prépare les fichiers servis au navigateur : feuille de style compilée, bibliothèques et polices copiées.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { compile } from "sass";

const DIST = "jalon/web/static/dist";
const SOURCE = "jalon/web/styles/jalon.scss";

const COPIES = [
  ["htmx.org/dist/htmx.min.js", "htmx.min.js"],
  ["bootstrap/dist/js/bootstrap.bundle.min.js", "bootstrap.bundle.min.js"],
  ["bootstrap-icons/bootstrap-icons.svg", "icones.svg"],
  ["axe-core/axe.min.js", "../../../../build/axe.min.js"],
];
for (const alphabet of ["latin", "latin-ext"])
  for (const graisse of ["400", "700"])
    for (const style of ["normal", "italic"]) {
      const nom = `atkinson-hyperlegible-${alphabet}-${graisse}-${style}.woff2`;
      COPIES.push([`@fontsource/atkinson-hyperlegible/files/${nom}`, `polices/${nom}`]);
    }
for (const coupe of ["400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic"]) {
  const nom = `AtkinsonHyperlegible_${coupe}.ttf`;
  COPIES.push([`@expo-google-fonts/atkinson-hyperlegible/${coupe}/${nom}`, `../../../../build/polices/${nom}`]);
}

function territoire() {
  const lire = (nom) => JSON.parse(readFileSync(`node_modules/@etalab/decoupage-administratif/data/${nom}.json`));
  const communes = lire("communes").filter((c) => c.type === "commune-actuelle" && c.departement);
  const epciDe = new Map();
  const epci = lire("epci").map((e) => {
    for (const membre of e.membres) epciDe.set(membre.code, e.code);
    return [e.code, e.nom, e.type, e.populationMunicipale ?? null];
  });
  const version = JSON.parse(readFileSync("node_modules/@etalab/decoupage-administratif/package.json")).version;
  const donnees = {
    source: `@etalab/decoupage-administratif ${version}`,
    departements: lire("departements").map((d) => [d.code, d.nom, d.region]),
    epci,
    communes: communes.map((c) => [c.code, c.nom, c.departement, epciDe.get(c.code) ?? null, c.population ?? null]),
  };
  writeFileSync("build/territoire.json.gz", gzipSync(JSON.stringify(donnees), { level: 9 }));
}

rmSync(DIST, { recursive: true, force: true });
for (const [origine, cible] of COPIES) {
  const chemin = join(DIST, cible);
  mkdirSync(dirname(chemin), { recursive: true });
  cpSync(join("node_modules", origine), chemin);
}
if (existsSync(SOURCE)) {
  const { css } = compile(SOURCE, { loadPaths: ["node_modules"], style: "compressed", quietDeps: true, silenceDeprecations: ["import"] });
  writeFileSync(join(DIST, "jalon.css"), css);
}
territoire();
