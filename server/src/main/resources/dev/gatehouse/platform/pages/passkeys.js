// Passkeys on pages. A button asks the server what is to be signed or made, has the browser do it, and sends what comes of
// it with its form, so that the next page is the server's answer as ever. Without scripts these buttons are not there.
const SHORT_OF_EXPIRY = 4 * 60 * 1000;
const KEPT = "gatehouse-passkey";
const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
const text = buffer =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = list => list.map(one => ({ ...one, id: bytes(one.id) }));

// As PublicKeyCredential's own methods do it, which not all browsers and password managers have.
function read(options) {
  const all = { ...options, challenge: bytes(options.challenge) };
  if (options.user) all.user = { ...options.user, id: bytes(options.user.id) };
  if (options.allowCredentials) all.allowCredentials = known(options.allowCredentials);
  if (options.excludeCredentials) all.excludeCredentials = known(options.excludeCredentials);
  return all;
}
function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: text(credential.rawId),
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: { credProps: credential.getClientExtensionResults?.().credProps },
    response,
  };
}

let offering;
let pressed = false;
function withdraw() {
  clearTimeout(offering?.timer);
  offering?.abort.abort();
  offering = undefined;
}
function send(button, credential) {
  const form = button.form;
  form.elements.credential.value = credential ? JSON.stringify(written(credential)) : "";
  form.action = button.dataset.action;
  HTMLFormElement.prototype.submit.call(form);
}
async function ask(button) {
  const fields = new URLSearchParams(new FormData(button.form));
  fields.delete("password");
  fields.delete("credential");
  return fetch(button.dataset.options, { method: "POST", body: fields, headers: { accept: "application/json" } });
}
function keep(options, credential) {
  sessionStorage.setItem(KEPT, JSON.stringify({ rpId: options.rpId, credentialId: text(credential.rawId) }));
}
function say(button, failure) {
  for (const line of button.form.querySelectorAll("[data-failed]")) {
    line.hidden = line.dataset.failed !== (failure === "InvalidStateError" ? "known" : "other");
  }
}
// What was withdrawn a moment ago may not be over yet.
async function once(ceremony) {
  try {
    return await ceremony();
  } catch (failure) {
    if (failure.name !== "OperationError") throw failure;
    await new Promise(later => setTimeout(later, 500));
    return ceremony();
  }
}
async function press(button) {
  pressed = true;
  withdraw();
  button.setAttribute("aria-busy", "true");
  say(button);
  try {
    const answer = await ask(button);
    // What is wrong, the server says on its own page.
    if (!answer.ok) return send(button);
    const options = await answer.json();
    const making = button.dataset.passkey === "create";
    const publicKey = read(options);
    const credential = await once(() => navigator.credentials[making ? "create" : "get"]({ publicKey }));
    if (!making) keep(options, credential);
    send(button, credential);
  } catch (failure) {
    button.removeAttribute("aria-busy");
    say(button, failure.name);
    pressed = false;
    offer();
  }
}
// Passkeys among what the browser suggests in the field for the name: asked anew before the challenge expires.
async function offer() {
  const button = document.querySelector("[data-passkey][data-suggested]");
  if (!button || !(await PublicKeyCredential.isConditionalMediationAvailable?.()) || offering || pressed) return;
  const abort = new AbortController();
  const again = () => {
    withdraw();
    offer();
  };
  const mine = (offering = { abort, timer: setTimeout(again, SHORT_OF_EXPIRY) });
  try {
    const answer = await ask(button);
    if (!answer.ok || offering !== mine) return;
    const options = await answer.json();
    const credential = await navigator.credentials.get({
      publicKey: read(options),
      mediation: "conditional",
      signal: abort.signal,
    });
    if (offering !== mine) return;
    keep(options, credential);
    send(button, credential);
  } catch {
    // Withdrawn, or dismissed: the button is there still.
  }
}
// What the server does not know, or not any more, the browser need not offer (Web Authentication Level 3, section 5.1.10).
function signal() {
  const accepted = document.querySelector("[data-accepted]");
  if (accepted) {
    PublicKeyCredential.signalAllAcceptedCredentials?.(JSON.parse(accepted.dataset.accepted))?.catch(() => {});
  }
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (kept && document.querySelector("[data-unknown]")) {
    PublicKeyCredential.signalUnknownCredential?.(JSON.parse(kept))?.catch(() => {});
  }
}
// Passkeys belong to names: at an address nobody has one.
const named = !/^[\d.]+$|:/.test(location.hostname);
if (named && window.PublicKeyCredential && navigator.credentials) {
  for (const line of document.querySelectorAll("[data-without]")) line.hidden = true;
  for (const part of document.querySelectorAll("[data-with]")) part.hidden = false;
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.closest("[hidden]")?.removeAttribute("hidden");
    button.addEventListener("click", () => press(button));
  }
  signal();
  offer();
  addEventListener("pageshow", shown => {
    if (!shown.persisted) return;
    pressed = false;
    offer();
  });
}
