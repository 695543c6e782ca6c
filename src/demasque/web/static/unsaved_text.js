// Words written into a form are not lost by a click beside it: the browser asks first, and a part of the
// page that is fetched anew has them back.
const kept = new Map(); // what was written into forms that were taken out of the page, by form and field

export function keepUnsavedText() {
  let leaving = false;
  document.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    // A tick is made again by a click: nobody is asked for its sake.
    if (!leaving && written().some((each) => !ticks(each))) event.preventDefault();
  });
}

export function keepWritten() {
  for (const each of fields()) {
    if (isWritten(each)) kept.set(nameOf(each), ticks(each) ? each.checked : each.value);
    else kept.delete(nameOf(each));
  }
}

export function putBackWritten() {
  for (const each of fields()) {
    if (!kept.has(nameOf(each))) continue;
    if (ticks(each)) each.checked = kept.get(nameOf(each));
    else each.value = kept.get(nameOf(each));
    each.closest("details")?.setAttribute("open", "");
  }
}

function written() {
  return fields().filter(isWritten);
}

function fields() {
  return [...document.querySelectorAll("input, textarea, select")].filter((each) =>
    each.form?.method === "post" && each.name && !["hidden", "submit"].includes(each.type));
}

function isWritten(field) {
  if (ticks(field)) return field.checked !== field.defaultChecked;
  if (field.tagName !== "SELECT") return field.value !== field.defaultValue;
  const first = [...field.options].find((each) => each.defaultSelected) ?? field.options[0];
  return field.value !== (first?.value ?? "");
}

function ticks(field) {
  return ["checkbox", "radio"].includes(field.type);
}

function nameOf(field) {
  return [field.form.getAttribute("action"), field.name, ticks(field) ? field.value : ""].join(" ");
}
