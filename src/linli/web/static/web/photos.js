// @ts-check
/**
 * Photographs grow small before they are sent: drawn again at most 1,920 px wide as JPEG, which also drops where they were
 * taken. Other files, and photographs the browser cannot read, go as they are; the server examines every one again.
 */

const LONGEST_SIDE_PX = 1920;
const QUALITY = 0.82;

/** @param {File} file @returns {Promise<File>} */
async function shrink(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file; // not a picture after all: the server says so beside the field
  }
  const scale = Math.min(1, LONGEST_SIDE_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return blob ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
}

/** @param {number} bytes */
function size(bytes) {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** @param {HTMLInputElement} input @param {File[]} files */
function keep(input, files) {
  const chosen = new DataTransfer();
  files.forEach((file) => chosen.items.add(file));
  input.files = chosen.files;
}

/** @param {HTMLElement} box @param {HTMLInputElement} input */
function draw(box, input) {
  const list = /** @type {HTMLElement} */ (box.querySelector("[data-chosen]"));
  const state = /** @type {HTMLElement} */ (box.querySelector("[data-state]"));
  list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
  const files = [...(input.files ?? [])];
  list.replaceChildren(
    ...files.map((file, index) => {
      const entry = document.createElement("li");
      const picture = file.type.startsWith("image/") ? document.createElement("img") : document.createElement("span");
      if (picture instanceof HTMLImageElement) {
        picture.src = URL.createObjectURL(file);
        picture.alt = "";
      } else picture.className = "file";
      const name = document.createElement("span");
      name.className = "name";
      name.textContent = `${file.name} · ${size(file.size)}`;
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "button quiet small";
      remove.textContent = box.dataset.remove ?? "×";
      remove.setAttribute("aria-label", `${remove.textContent} ${file.name}`);
      remove.addEventListener("click", () => {
        keep(input, files.filter((_, each) => each !== index));
        draw(box, input);
        input.focus();
      });
      entry.append(picture, name, remove);
      return entry;
    }),
  );
  state.textContent = files.length ? (box.dataset.ready ?? "").replace("%n", String(files.length)) : "";
}

document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
  const box = /** @type {HTMLElement | null} */ (input.closest("[data-photos]"));
  if (!box) return;
  const state = /** @type {HTMLElement} */ (box.querySelector("[data-state]"));
  const limit = Number(input.dataset.limit) || 9;
  const chosen = [...(input.files ?? [])];
  state.textContent = box.dataset.shrinking ?? "";
  keep(input, await Promise.all(chosen.slice(0, limit).map(shrink)));
  draw(box, input);
  if (chosen.length > limit) state.textContent = (box.dataset.tooMany ?? "").replace("%n", String(limit));
});
