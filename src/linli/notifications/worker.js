// @ts-check
/**
 * Woken by the browser when a message comes, and when somebody touches it. Shows what it was given and opens its page of
 * ours, where a sign-in is asked for. It stands between nobody and the network and keeps nothing.
 */

const own = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** @param {string} path */
function ours(path) {
  const address = new URL(path, own.location.origin);
  return address.origin === own.location.origin ? address.href : own.location.origin;
}

own.addEventListener("push", (event) => {
  const { title, body, url, lang, tag } = event.data?.json() ?? {};
  event.waitUntil(own.registration.showNotification(title, { body, lang, tag, data: { url } }));
});

own.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = ours(event.notification.data?.url ?? "/");
  event.waitUntil(
    own.clients.matchAll({ type: "window", includeUncontrolled: true }).then((windows) => {
      const there = windows.find((each) => each.url === address);
      return there ? there.focus() : own.clients.openWindow(address);
    }),
  );
});
