// Prépare les fichiers servis au navigateur : feuille de style compilée, bibliothèques et polices copiées.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { compile } from "sass";

const DIST = "jalon/web/static/dist";
const SOURCE = "jalon/web/styles/jalon.scss";

const COPIES = [
  ["htmx.org/dist/htmx.min.js", "htmx.min.js"],
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

// Ne garde de la planche d'icônes (1,1 Mo) que celles dont le nom est écrit, entre guillemets, dans les écrans.
function icones() {
  const sources = readdirSync("jalon/web", { recursive: true })
    .filter((nom) => /\.(html|py)$/.test(nom))
    .map((nom) => readFileSync(join("jalon/web", nom), "utf8"))
    .join("\n");
  const cites = new Set(sources.match(/(?<=["'])[a-z0-9-]+(?=["'])/g));
  const planche = readFileSync("node_modules/bootstrap-icons/bootstrap-icons.svg", "utf8");
  const gardees = planche.match(/<symbol.*?<\/symbol>/gs).filter((icone) => cites.has(icone.match(/id="([^"]+)"/)[1]));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${gardees.join("")}</svg>`;
  writeFileSync(join(DIST, "icones.svg"), svg);
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
icones();
territoire();
