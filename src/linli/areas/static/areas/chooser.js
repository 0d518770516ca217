// @ts-check
/**
 * The community chooser where scripts run: its buttons no longer send the form, and a position may narrow the list to a
 * county. The position is rounded to about a hundred metres, asked for once, and kept nowhere.
 */

const PLACES = 3;
const WAIT_MS = 10000;

/** @param {ParentNode} part */
function equip(part) {
  for (const chooser of part.querySelectorAll("[data-chooser]")) {
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (chooser.querySelectorAll("button[hx-get]"))) {
      button.type = "button"; // else Enter in any field of the form would press the first of them
    }
    const near = chooser.querySelector("[data-near]");
    if (near instanceof HTMLElement && navigator.geolocation) near.hidden = false;
  }
}

/** @param {HTMLElement} near */
function locate(near) {
  const state = near.querySelector("[role=status]");
  const say = (/** @type {string | undefined} */ words) => state && (state.textContent = words ?? "");
  say(near.dataset.asking);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      say("");
      const found = near.parentElement?.querySelector("[id$=_found]");
      const place = `lon=${coords.longitude.toFixed(PLACES)}&lat=${coords.latitude.toFixed(PLACES)}`;
      if (found) window.htmx.ajax("GET", `${near.dataset.near}&${place}`, { source: near, target: found, swap: "outerHTML" });
    },
    () => say(near.dataset.refused),
    { timeout: WAIT_MS, maximumAge: 0 },
  );
}

document.addEventListener("click", (event) => {
  const near = /** @type {Element} */ (event.target).closest?.("[data-near] button")?.closest("[data-near]");
  if (near instanceof HTMLElement) locate(near);
});
document.addEventListener("htmx:load", () => equip(document));
equip(document);
