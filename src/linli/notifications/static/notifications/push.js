// @ts-check
/**
 * Turns messages on and off in the browser this page stands in. What cannot be done here is said in one of the sentences
 * of the page; without scripts the one that says so stays.
 */

const box = /** @type {HTMLElement} */ (document.querySelector("[data-push]"));
const form = /** @type {HTMLFormElement} */ (box.querySelector("form[data-turns-on]"));

/** @param {string} which */
function say(which) {
  box.querySelectorAll("[data-says]").forEach((each) => {
    /** @type {HTMLElement} */ (each).hidden = /** @type {HTMLElement} */ (each).dataset.says !== which;
  });
}

/** Why nothing can be turned on in this browser at all; empty where it can. */
function hindrance() {
  const agent = navigator.userAgent;
  if (!isSecureContext) return "insecure";
  if (/MicroMessenger/i.test(agent)) return "wechat";
  if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) return "";
  const isTablet = /Macintosh/.test(agent) && navigator.maxTouchPoints > 1;
  return isTablet || /iPhone|iPad|iPod/.test(agent) ? "apple" : "unable";
}

/** @param {string} endpoint */
async function mark(endpoint) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function subscribed() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager?.getSubscription()) ?? null;
}

async function begin() {
  const hindered = hindrance() || (Notification.permission === "denied" ? "denied" : "");
  if (hindered) return say(hindered);
  const subscription = await subscribed();
  const row = subscription && box.querySelector(`[data-mark="${await mark(subscription.endpoint)}"]`);
  say(row ? "on" : "off");
  form.hidden = Boolean(row);
  row?.querySelector("[data-here]")?.removeAttribute("hidden");
  row?.querySelector("form")?.addEventListener("submit", turnOff);
}

async function subscribe() {
  const registration = await navigator.serviceWorker.register(box.dataset.worker ?? "", { scope: "/" });
  const wanted = { userVisibleOnly: true, applicationServerKey: box.dataset.key };
  await (await registration.pushManager.getSubscription())?.unsubscribe(); // perhaps of another key
  await navigator.serviceWorker.ready;
  return registration.pushManager.subscribe(wanted);
}

/** @param {SubmitEvent} event */
async function turnOn(event) {
  event.preventDefault();
  say("asking");
  if ((await Notification.requestPermission()) !== "granted") {
    form.hidden = Notification.permission === "denied";
    return say("denied");
  }
  try {
    const { endpoint, keys } = (await subscribe()).toJSON();
    Object.entries({ endpoint, ...keys }).forEach(([name, value]) => {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = value ?? "";
    });
    form.submit();
  } catch {
    say("failed"); // the browser's own service is out of reach, or it has none
  }
}

/** @param {Event} event */
async function turnOff(event) {
  event.preventDefault();
  const asked = /** @type {HTMLFormElement} */ (event.currentTarget);
  await (await subscribed())?.unsubscribe();
  asked.submit();
}

form.addEventListener("submit", turnOn);
begin();
