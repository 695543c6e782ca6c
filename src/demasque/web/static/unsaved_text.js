// Words written into a form are not lost by a click beside it: the browser asks first.
export function keepUnsavedText() {
  let leaving = false;
  document.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    const written = [...document.querySelectorAll("form[method=post] textarea, form[method=post] input[type=text]")];
    if (!leaving && written.some((each) => each.value !== each.defaultValue)) event.preventDefault();
  });
}
