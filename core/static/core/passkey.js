"use strict";
// Signs in to the admin with a passkey alone: it sends what the browser's authenticator has signed.
const form = document.querySelector("#login-form");
const button = document.querySelector("#passkey");
const problem = document.querySelector("#passkey-error");

async function options() {
  const answer = await fetch(button.dataset.options, {
    method: "POST",
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
  });
  const given = await answer.json();
  if (!answer.ok) throw new Error(given.error);
  return PublicKeyCredential.parseRequestOptionsFromJSON(given);
}

async function signIn() {
  problem.className = problem.textContent = "";
  try {
    const made = await navigator.credentials.get({ publicKey: await options() });
    form.elements.credential.value = JSON.stringify(made.toJSON());
    form.submit();
  } catch (error) {
    problem.textContent = `No passkey was used. ${error.message}`;
    problem.className = "errornote";
  }
}

// Browsers before 2025 have no such function, and pages without HTTPS no passkeys.
button.hidden = !window.PublicKeyCredential?.parseRequestOptionsFromJSON;
button.addEventListener("click", signIn);
