// A button behind each text that is to be copied; what stays on the page tells that it was.

const told = document.querySelector("[data-copied]");

for (const text of document.querySelectorAll("[data-copy]")) offer(text);

function offer(text) {
  if (!navigator.clipboard) return; // only over a safe line; the text can be marked and copied by hand
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--secondary button--small";
  button.textContent = told.dataset.copyLabel;
  button.setAttribute("aria-describedby", text.labels[0].id);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.value);
    told.textContent = "";
    // A change is read out, the same words again are not.
    requestAnimationFrame(() => (told.textContent = told.dataset.copied));
    button.textContent = told.dataset.copied;
    setTimeout(() => (button.textContent = told.dataset.copyLabel), 3000);
  });
  text.after(button);
}
