// @ts-check
/**
 * A machine in a hall: says that it is alive, counts down when nobody touches it, and forgets who stood here.
 * The server ends a visit by itself (kiosks/rules.py), so nothing here is what keeps it safe.
 */
const BEAT_MS = 60_000, TOUCH_MS = 20_000, ASK_AT = 20;
const body = document.body;
const left = document.getElementById("left"), still = document.getElementById("still");
const stillLeft = document.getElementById("still-left"), out = document.getElementById("out");
const idle = Number(body.dataset.idle ?? 0);
let touchedAt = moment(), toldAt = moment(), isGoing = false;

/** By both clocks: the machine's may be put right by hours, and the page's own stands while the machine sleeps. */
function moment() {
  return { day: Date.now(), page: performance.now() };
}

/** @param {{ day: number, page: number }} then */
function since(then) {
  const here = moment();
  return Math.max(here.day - then.day, here.page - then.page);
}

/** @param {boolean} touched */
function beat(touched) {
  const form = new FormData();
  if (touched) form.set("touched", "1");
  const headers = { "x-csrftoken": body.dataset.token ?? "" };
  fetch(body.dataset.beat ?? "", { method: "POST", body: form, headers }).catch(() => undefined); // the next one may arrive
}

function touched() {
  touchedAt = moment();
  if (idle && since(toldAt) > TOUCH_MS) {
    toldAt = touchedAt;
    beat(true);
  }
  if (still instanceof HTMLDialogElement && still.open) still.close();
}

function tick() {
  const seconds = Math.max(0, Math.ceil(idle - since(touchedAt) / 1000));
  if (left) {
    left.textContent = (left.dataset.words ?? "").replace("{n}", String(seconds));
    left.toggleAttribute("data-few", seconds <= ASK_AT);
  }
  if (still instanceof HTMLDialogElement && seconds <= ASK_AT) {
    if (!still.open) still.showModal();
    if (stillLeft) stillLeft.textContent = (still.dataset.words ?? "").replace("{n}", String(seconds));
  }
  if (seconds === 0 && !isGoing && out instanceof HTMLFormElement) {
    isGoing = true;
    if (still instanceof HTMLDialogElement) still.close();
    document.getElementById("main")?.replaceChildren(); // the screen is empty at once, whatever the network does
    leave(out);
  }
}

/** @param {HTMLFormElement} form */
async function leave(form) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    location.replace(answer.url);
  } catch {
    setTimeout(() => leave(form), 5000); // a browser's page of errors would stand there until somebody comes
  }
}

if (idle) {
  for (const event of ["pointerdown", "keydown", "input", "wheel"]) addEventListener(event, touched, { passive: true });
  document.getElementById("stay")?.addEventListener("click", touched);
  tick();
  setInterval(tick, 500);
}
setInterval(() => beat(false), BEAT_MS);
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // a page the browser kept is asked for again: by now nobody may be here
});
// A machine has no way back: what lies behind is gone, and a browser would show a page of errors in its place.
history.pushState(null, "", location.href);
addEventListener("popstate", () => history.pushState(null, "", location.href));
addEventListener("contextmenu", (event) => event.preventDefault());

for (const button of document.querySelectorAll("[data-print]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  button.hidden = false;
  button.addEventListener("click", () => print());
}

const field = document.querySelector("input[data-pad]"), keys = document.querySelector(".pad-keys");
if (field instanceof HTMLInputElement && keys instanceof HTMLElement) {
  keys.hidden = false;
  field.setAttribute("inputmode", "none"); // our keys are there already
  field.focus();
  keys.addEventListener("click", (event) => {
    const key = /** @type {Element} */ (event.target).closest("button")?.dataset.key;
    if (!key) return;
    if (key === "back") field.value = field.value.slice(0, -1);
    else if (key === "clear") field.value = "";
    else field.value += key;
  });
}
