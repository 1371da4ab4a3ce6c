// Shows how long until another one-time password may be asked for. The server decides; this only spares a refusal.

const form = document.querySelector("form[data-wait]");
if (form) countDown(form, Date.now() + Number(form.dataset.wait) * 1000);

function countDown(form, due) {
  const button = form.querySelector("button");
  const words = form.querySelector("[data-countdown]");
  const ready = form.querySelector("[data-ready]");
  if (!words) {
    button.disabled = false; // browsers remember "disabled" when a page is loaded again
    return;
  }
  const timer = setInterval(tick, 500);
  tick();

  function tick() {
    const left = Math.ceil((due - Date.now()) / 1000);
    button.disabled = left > 0;
    if (left > 0) {
      words.querySelector("[data-seconds]").textContent = left;
      return;
    }
    clearInterval(timer);
    words.hidden = true;
    ready.textContent = ready.dataset.ready; // said once, not at each second
  }
}
