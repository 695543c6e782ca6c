// A button that copies the words of the element that it names in data-copies.
export function takeCopies(part) {
  for (const button of part.querySelectorAll("[data-copies]")) {
    if (!navigator.clipboard) { button.hidden = true; continue; }
    button.addEventListener("click", async () => {
      const words = document.getElementById(button.dataset.copies)?.innerText ?? "";
      await navigator.clipboard.writeText(words.trim());
      button.dataset.copied = "yes";
      const before = button.textContent;
      button.textContent = button.dataset.done ?? before;
      setTimeout(() => { button.textContent = before; }, 2000);
    });
  }
}
