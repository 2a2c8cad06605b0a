"use strict";
// A page of a link in a mail. The code comes in the fragment, which no request and no referrer has;
// nothing is done with it before the button is pressed, so that a program that only opens links
// uses up no code.
const form = document.querySelector("form");
const status = document.querySelector("[role=status]");

const code = location.hash.slice(1);
if (code) {
  form.elements.token.value = code;
  history.replaceState(null, "", location.pathname);
}

async function send() {
  const response = await fetch("/graphql/", {
    method: "POST",
    credentials: "omit",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({
      query: form.dataset.query,
      variables: Object.fromEntries(new FormData(form)),
    }),
  });
  const { data, errors } = await response.json();
  if (errors) return errors[0].message;
  const [result] = Object.values(data);
  form.hidden = true;
  return result.isChanged === false ? form.dataset.halfDone : form.dataset.done;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  form.querySelector("button").disabled = true;
  try {
    status.textContent = await send();
  } catch {
    status.textContent = form.dataset.failed;
  }
  form.querySelector("button").disabled = false;
});
