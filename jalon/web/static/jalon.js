// Ce que le navigateur ajoute : mise au point sur les erreurs, envoi unique, raccourcis. Sans lui, tout marche.
(() => {
  const viserErreurs = (racine) => racine.querySelector("[data-focus]")?.focus();
  const raccourcis = { p: "/", a: "/aide/", t: "/taches/" };

  document.addEventListener("DOMContentLoaded", () => viserErreurs(document));
  document.addEventListener("htmx:afterSwap", (evenement) => viserErreurs(evenement.target));

  document.addEventListener("submit", (evenement) => {
    const formulaire = evenement.target;
    if (formulaire.method !== "post" || formulaire.hasAttribute("hx-post")) return;
    if (formulaire.dataset.envoye) return evenement.preventDefault();
    formulaire.dataset.envoye = "oui";
    setTimeout(() => delete formulaire.dataset.envoye, 4000);
  });

  document.addEventListener("htmx:configRequest", (evenement) => {
    const jeton = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (jeton && evenement.detail.verb !== "get") evenement.detail.headers["X-CSRFToken"] = jeton.value;
  });

  document.addEventListener("change", (evenement) => {
    if (evenement.target.matches("select[data-envoi]")) evenement.target.form.requestSubmit();
  });

  const fermerMenus = (sauf) => document.querySelectorAll(".barre details[open]").forEach((menu) => {
    if (menu !== sauf) menu.open = false;
  });
  document.addEventListener("click", (evenement) => fermerMenus(evenement.target.closest(".barre details")));
  document.addEventListener("keydown", (evenement) => {
    const menu = evenement.key === "Escape" && evenement.target.closest(".barre details[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  document.addEventListener("keydown", (evenement) => {
    const champ = evenement.target.closest("input, textarea, select, [contenteditable]");
    if (champ || evenement.ctrlKey || evenement.metaKey || evenement.altKey) return;
    if (evenement.key === "?") location.assign("/aide/#raccourcis");
    if (evenement.key === "/") {
      const recherche = document.querySelector("[role=search] input, [role=search] select");
      if (recherche) { evenement.preventDefault(); recherche.focus(); }
    }
    if (evenement.key === "g") {
      addEventListener("keydown", (suite) => raccourcis[suite.key] && location.assign(raccourcis[suite.key]), { once: true });
    }
  });
})();
