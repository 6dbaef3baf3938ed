// Runs before anything is painted: the agent's own choice of light or dark, so that no page flashes.
const chosen = localStorage.getItem("switchboard.theme");
if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;

// Text never becomes markup, whatever a library tries; emptying an element is all that one of them wants.
if (window.trustedTypes !== undefined) {
  window.trustedTypes.createPolicy("default", {
    createHTML: (html) => (html === "" ? "" : null),
    // The one script that is ever started by its address.
    createScriptURL: (url) => (url === "/worker.js" ? url : null),
  });
}
