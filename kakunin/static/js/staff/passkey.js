// A form with data-passkey is sent with the browser's answer: a passkey made ("create") or shown ("get").

for (const form of document.querySelectorAll("form[data-passkey]")) prepare(form);

function prepare(form) {
  const answer = form.elements.credential;
  // "Back" may bring the page with an answer that was used already.
  addEventListener("pageshow", () => { answer.value = ""; });
  form.addEventListener("submit", async (event) => {
    if (answer.value) return;
    event.preventDefault();
    show(form, null);
    try {
      answer.value = JSON.stringify(await ask(form));
      form.submit();
    } catch (error) {
      show(form, error.name);
    }
  });
}

async function ask(form) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) throw new DOMException("", "unknown");
  const options = await optionsOf(form);
  if (form.dataset.passkey === "create") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options.creation_options.publicKey);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.request_options.publicKey);
  return navigator.credentials.get({ publicKey });
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  // At the login nobody is known yet: the question is drawn when it is needed.
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return answer.json();
}

function show(form, name) {
  const problems = [...form.querySelectorAll("[data-problem]")];
  const told = problems.find((problem) => problem.dataset.problem === name);
  for (const problem of problems) {
    problem.hidden = name === null || problem !== (told ?? problems.at(-1));
  }
}
