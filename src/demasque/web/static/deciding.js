// Forms of decisions. Enter in a field decides nothing until a verdict was chosen, by its button or its
// key; the key of a row decides on that row's account alone; and what is under way is not asked twice.
const chosen = new WeakMap(); // which button was pressed before the form was filled in
const alone = new WeakMap(); // the one account that a form is about, whichever others are ticked
const under = new Set(); // forms that were sent

export function takeDecisions() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("form.decide button[data-key]");
    if (!button || button.formNoValidate || button.form.checkValidity()) return;
    chosen.set(button.form, button);
    say(button.form, "then", button.textContent);
  });
  document.addEventListener("keydown", enter);
  document.addEventListener("submit", send);
  document.addEventListener("formdata", (event) => {
    if (alone.has(event.target)) event.formData.set("accounts", alone.get(event.target));
  });
  document.addEventListener("change", (event) => {
    // Whoever ticks a row means the ticked ones again.
    if (event.target.name === "accounts" && event.target.form) about(event.target.form, null);
  });
  window.addEventListener("pageshow", () => [...under].forEach(comeBack));
}

// A verdict on the account of this box, by its key: whichever are ticked.
export function decideAlone(box, key) {
  const button = box.form?.querySelector(`[data-key="${key}"]`);
  if (!button || under.has(box.form)) return false;
  about(box.form, box.value);
  button.click();
  return true;
}

function enter(event) {
  const field = event.target, form = field.form;
  if (event.key !== "Enter" || event.isComposing || field.tagName !== "INPUT" || !form?.matches("form.decide")) return;
  event.preventDefault();
  if (chosen.has(form) && field.type === "text") form.requestSubmit(chosen.get(form));
  else say(form, "none");
}

function send(event) {
  const form = event.target;
  if (!form.matches("form.decide")) return;
  if (under.has(form)) { event.preventDefault(); return; }
  under.add(form);
  event.submitter?.setAttribute("aria-busy", "true");
  say(form, "busy");
  // A button that is off is not sent with its form: it is turned off behind it.
  setTimeout(() => { for (const each of verdicts(form)) each.disabled = true; });
}

// Back from the page after: nothing is under way any more.
function comeBack(form) {
  under.delete(form);
  for (const each of verdicts(form)) {
    each.disabled = false;
    each.removeAttribute("aria-busy");
  }
  about(form, null);
}

function verdicts(form) {
  return form.querySelectorAll('button[name="verdict"]');
}

function about(form, account) {
  const legend = form.querySelector("legend[data-alone]");
  if (account) alone.set(form, account);
  else alone.delete(form);
  chosen.delete(form);
  say(form);
  if (!legend) return;
  legend.dataset.ticked ??= legend.textContent;
  legend.textContent = account ? legend.dataset.alone.replace("{account}", account.slice(0, 8)) : legend.dataset.ticked;
}

function say(form, what, verdict = "") {
  const place = form.querySelector(".asked");
  if (place) place.textContent = what ? place.dataset[what].replace("{verdict}", verdict.trim()) : "";
}
