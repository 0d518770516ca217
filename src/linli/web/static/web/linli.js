// @ts-check
/**
 * What every page gains where scripts run: sentences read out, dialogs, no form sent twice, a word about a weak network.
 * Nothing here is needed to use a page. Words come from data attributes, so they are translated with the page.
 */

const SLOW_AFTER_MS = 4000;
const TOAST_FOR_MS = 12000;
const SENDING_AT_MOST_MS = 8000;

// Sentences: `linli:say` is sent by an answer's HX-Trigger header or by another script.

/** @param {string} text */
function say(text) {
  const toasts = document.getElementById("toasts");
  if (!toasts || !text) return;
  const toast = document.createElement("p");
  toast.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button quiet small";
  close.textContent = toasts.dataset.close ?? "×";
  close.addEventListener("click", () => toast.remove());
  toast.append(words, close);
  toasts.append(toast);
  setTimeout(() => toast.matches(":hover, :focus-within") || toast.remove(), TOAST_FOR_MS);
}
document.addEventListener("linli:say", (event) => say(/** @type {CustomEvent} */ (event).detail.text));

// Dialogs: [data-opens="id"] opens one, [data-closes] closes the one it stands in; one swapped in with data-modal opens itself.

document.addEventListener("click", (event) => {
  const pressed = /** @type {Element} */ (event.target).closest?.("[data-opens], [data-closes]");
  if (!(pressed instanceof HTMLElement)) return;
  const dialog = pressed.dataset.opens ? document.getElementById(pressed.dataset.opens) : pressed.closest("dialog");
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  if (pressed.dataset.opens) dialog.showModal();
  else dialog.close();
});
document.addEventListener("htmx:load", (event) => {
  const part = /** @type {Element} */ (event.target);
  const dialog = part.matches("dialog[data-modal]") ? part : part.querySelector("dialog[data-modal]");
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
});

// Forms: a second press while the first is under way is not sent.

/** @param {Element | null} form @param {boolean} sending */
function mark(form, sending) {
  if (form instanceof HTMLFormElement) form.toggleAttribute("data-sending", sending);
}
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.hasAttribute("data-sending")) {
    event.preventDefault();
    return;
  }
  mark(form, true);
  setTimeout(() => mark(form, false), SENDING_AT_MOST_MS); // an answer that is a download leaves the page standing
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach((form) => mark(form, false)));

// Paper: [data-print] is shown only where it can do something.

document.querySelectorAll("button[data-print]").forEach((button) => {
  button.removeAttribute("hidden");
  button.addEventListener("click", () => print());
});

// Network: silence is the worst answer.

/** @param {"offline" | "failed" | "slow" | "wrong" | ""} what */
function weak(what) {
  const line = document.getElementById("weak");
  if (!line) return;
  line.textContent = what ? (line.dataset[what] ?? "") : "";
  line.hidden = !what;
}
let slow = 0;
addEventListener("offline", () => weak("offline"));
addEventListener("online", () => weak(""));
document.addEventListener("htmx:beforeRequest", (event) => {
  mark(/** @type {Element} */ (event.target).closest("form"), true);
  clearTimeout(slow);
  slow = setTimeout(() => weak("slow"), SLOW_AFTER_MS);
});
document.addEventListener("htmx:afterRequest", (event) => {
  mark(/** @type {Element} */ (event.target).closest("form"), false);
  clearTimeout(slow);
  if (/** @type {CustomEvent} */ (event).detail.successful) weak("");
});
document.addEventListener("htmx:sendError", () => weak(navigator.onLine ? "failed" : "offline"));
document.addEventListener("htmx:timeout", () => weak("failed"));
document.addEventListener("htmx:responseError", () => weak("wrong"));
if (!navigator.onLine) weak("offline");
