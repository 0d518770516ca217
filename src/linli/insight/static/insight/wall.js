// @ts-check
/**
 * A screen on a wall: says since when the server is away, and loads itself anew once a day.
 * htmx asks for the one part every half a minute and replaces it; nothing is kept here but one moment.
 */
const DAY_MS = 24 * 3600_000;
const away = document.getElementById("away"), main = document.getElementById("main");
const born = performance.now();

function lost() {
  if (!away || !away.hidden) return;
  const shown = main?.querySelector("time")?.textContent ?? "";
  away.textContent = (away.dataset.words ?? "").replace("{time}", shown);
  away.hidden = false;
}

function found() {
  if (away) away.hidden = true;
  if (performance.now() - born > DAY_MS) location.reload(); // only now: the server is known to be there
}

for (const event of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.body.addEventListener(event, lost);
document.body.addEventListener("htmx:afterSwap", found);
