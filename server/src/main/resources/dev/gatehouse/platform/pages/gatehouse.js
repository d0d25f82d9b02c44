// What pages do more where scripts run: show what is typed as a password, copy and print codes, send a form once, close the
// list of languages, say times as the reader's clock does, work at a challenge while somebody who is to wait types.
for (const button of document.querySelectorAll(".reveal")) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const show = shown => {
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", shown);
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    show(input.type === "password");
    input.focus();
  });
  // Browsers keep what was typed in a text field; a password they do not.
  input.form.addEventListener("submit", () => show(false));
}
for (const button of document.querySelectorAll("[data-copy]")) {
  const lines = [...document.getElementById(button.dataset.copy).querySelectorAll("code")].map(line => line.textContent);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(lines.join("\n"));
    button.textContent = button.dataset.done;
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
const PATIENCE = 8000;
function again() {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", event => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(again, PATIENCE);
    event.submitter?.setAttribute("aria-busy", "true");
  });
}
// A page that comes back by the back button, or whose answer does not come, can be sent again.
addEventListener("pageshow", again);
const folded = document.querySelectorAll("details");
addEventListener("keydown", event => {
  const open = event.key === "Escape" && document.querySelector("details[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
addEventListener("click", event => {
  for (const details of folded) if (!details.contains(event.target)) details.open = false;
});
const challenged = document.querySelector("[data-challenge]");
if (challenged && window.Worker) {
  const { challenge, bits, solver, solved } = challenged.dataset;
  const forms = [...document.querySelectorAll("main form[method=post]")];
  const buttons = forms.flatMap(form => [...form.querySelectorAll("button[type=submit]")]);
  for (const button of buttons) button.disabled = true;
  const worker = new Worker(solver);
  const end = () => {
    for (const button of buttons) button.disabled = false;
    worker.terminate();
  };
  worker.addEventListener("error", end);
  worker.addEventListener("message", ({ data }) => {
    for (const form of forms) {
      for (const [name, value] of [["challenge", challenge], ["solution", data]]) {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = name;
        field.value = value;
        form.append(field);
      }
    }
    challenged.textContent = solved;
    challenged.classList.replace("bad", "plain");
    end();
  });
  worker.postMessage({ token: challenge, bits: Number(bits) });
}
const { lang } = document.documentElement;
const local = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" });
for (const time of document.querySelectorAll("time[datetime]")) {
  (time.firstElementChild ?? time).textContent = local.format(new Date(time.dateTime));
}
