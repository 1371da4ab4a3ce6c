/**
 * The files chosen for one field: a list that grows by choosing and dropping, and shrinks by removing.
 *
 * The file input stays the truth, so that the form is sent as it would be without a script.
 */

export class FileField {
  /**
   * @param {HTMLElement} field  holds the input, its drop zone, its list and the server's problems
   * @param {(file: File) => string} check  why a file can't be taken, or ""
   * @param {(text: string) => void} tell  says to a screen reader what just changed
   */
  constructor(field, check, tell) {
    this.field = field;
    this.check = check;
    this.tell = tell;
    this.input = field.querySelector("input[type=file]");
    this.list = field.querySelector("[data-chosen]");
    this.row = field.querySelector("template");
    this.files = [];
    this.reasons = new Map();
    this.input.addEventListener("change", () => this.add([...this.input.files]));
    this.#acceptDrops(field.querySelector("[data-drop]"));
    // A browser that restores the page after "back" restores the choice too.
    this.add([...this.input.files], { silently: true });
  }

  get hasProblem() {
    return this.reasons.size > 0;
  }

  add(files, { silently = false } = {}) {
    const fresh = files.filter((file) => !this.files.some((known) => isSame(known, file)));
    for (const file of fresh) {
      const reason = this.check(file);
      if (reason) this.reasons.set(file, reason);
    }
    this.files.push(...fresh);
    this.#show();
    if (fresh.length && !silently) this.tell(fresh.map((file) => `${file.name} ${this.reasons.get(file) ?? ""}`).join(" "));
  }

  remove(file) {
    const position = this.files.indexOf(file);
    this.files.splice(position, 1);
    this.reasons.delete(file);
    this.#show();
    this.tell(`${file.name} ${this.list.dataset.removed}`);
    // The focus stays near: on the next file's button, or on the input.
    const buttons = this.list.querySelectorAll("button");
    (buttons[Math.min(position, buttons.length - 1)] ?? this.input).focus();
  }

  /** Take the server's reasons, which count files from 0, to the rows of their files. */
  takeProblems() {
    const problems = this.field.querySelector("[data-problems]");
    for (const item of problems.querySelectorAll("[data-position]")) {
      const file = this.files[Number(item.dataset.position)];
      if (!file) continue;
      this.reasons.set(file, item.dataset.reason);
      item.remove();
    }
    problems.hidden = !problems.querySelector("li");
    this.#show();
  }

  focusProblem() {
    this.list.querySelector(".file-list__item--error button")?.focus();
  }

  #show() {
    const chosen = new DataTransfer();
    for (const file of this.files) chosen.items.add(file);
    this.input.files = chosen.files;
    this.list.replaceChildren(...this.files.map((file) => this.#makeRow(file)));
    this.list.hidden = this.files.length === 0;
    const wrong = this.hasProblem || this.field.querySelector("[data-problems] li") !== null;
    this.field.classList.toggle("field--error", wrong);
    if (wrong) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }

  #makeRow(file) {
    const row = this.row.content.firstElementChild.cloneNode(true);
    const reason = this.reasons.get(file);
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("[data-size]").textContent = shownSize(file.size);
    row.querySelector("[data-of]").textContent = file.name;
    row.querySelector("[data-reason]").textContent = reason ?? "";
    row.classList.toggle("file-list__item--error", Boolean(reason));
    row.querySelector("[data-problem]").hidden = !reason;
    row.querySelector("button").addEventListener("click", () => this.remove(file));
    return row;
  }

  #acceptDrops(zone) {
    const over = (isOver) => (event) => {
      event.preventDefault();
      zone.classList.toggle("file-drop--over", isOver);
    };
    zone.classList.add("file-drop--ready");
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => {
      over(false)(event);
      this.add([...event.dataTransfer.files]);
    });
  }
}

function isSame(one, other) {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

function shownSize(bytes) {
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${Math.ceil(kilobytes)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
