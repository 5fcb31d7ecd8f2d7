"use strict";
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const said = one("#said");
  let silence;

  function say(words) {
    said.textContent = words;
    clearTimeout(silence);
    silence = setTimeout(() => { said.textContent = ""; }, 2500);
  }

  // Theme: what the system says, until the reader chooses; the choice outlives the page where storage is allowed.
  const themes = ["system", "light", "dark"];
  const button = one("#theme");
  const store = {
    get() { try { return localStorage.getItem("theme"); } catch { return null; } },
    set(value) { try { localStorage.setItem("theme", value); } catch { /* a page from a file may have no storage */ } },
  };
  function setTheme(name) {
    if (name === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    button.textContent = `Theme: ${name}`;
  }
  if (button) {
    let theme = themes.includes(store.get()) ? store.get() : "system";
    setTheme(theme);
    button.hidden = false;
    button.addEventListener("click", () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length];
      setTheme(theme);
      store.set(theme);
    });
  }

  // Copy: through the clipboard, or where that is forbidden by selecting the text.
  for (const copy of all(".copy")) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      const source = document.getElementById(copy.dataset.copies);
      try {
        await navigator.clipboard.writeText(source.textContent);
        say("Copied");
      } catch {
        getSelection().selectAllChildren(source);
        say("Selected: press Ctrl+C to copy");
      }
    });
  }

  // Filters over the rules.
  const form = one("#filters");
  if (!form) return;
  const rules = all(".rule").map((element) => ({ element, text: element.textContent.toLowerCase() }));
  const checks = [...form.elements.verdict?.length ? form.elements.verdict : [form.elements.verdict]].filter(Boolean);
  const unfold = one("#unfold");

  function visible() { return rules.filter(({ element }) => !element.hidden); }
  function apply() {
    const words = form.elements.query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = new Set(checks.filter((check) => check.checked).map((check) => check.value));
    const { value: family } = form.elements.family;
    const { value: level } = form.elements.level;
    for (const { element, text } of rules) {
      const { dataset } = element;
      element.hidden = !(verdicts.has(dataset.verdict) && (!family || dataset.family === family)
        && (!level || dataset.level === level) && words.every((word) => text.includes(word)));
    }
    const count = visible().length;
    one("#found").textContent = `${count} of ${rules.length} rules`;
    one("#nothing").hidden = count > 0;
  }
  function only(verdict, family) {
    form.reset();
    if (verdict) for (const check of checks) check.checked = check.value === verdict;
    form.elements.family.value = family ?? "";
    apply();
  }

  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  unfold.addEventListener("click", () => {
    const shown = visible();
    const open = shown.some(({ element }) => !element.open);
    for (const { element } of shown) element.open = open;
    unfold.textContent = open ? "Close all" : "Open all";
  });
  for (const link of all("[data-show-verdict], [data-show-family]")) {
    link.addEventListener("click", () => only(link.dataset.showVerdict, link.dataset.showFamily));
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      form.elements.query.focus();
    } else if (event.key === "Escape" && event.target === form.elements.query) {
      form.elements.query.value = "";
      apply();
    }
  });

  // A link to a rule opens it, also when a filter hid it.
  function follow() {
    const rule = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!rule?.classList.contains("rule")) return;
    if (rule.hidden) only();
    rule.open = true;
    rule.scrollIntoView();
  }
  addEventListener("hashchange", follow);
  follow();
})();
