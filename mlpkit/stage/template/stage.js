// The stage: one slide at a time, driven by the keys that presenters use. Slides stay in
// the page, so an explorer keeps its state while other slides are shown.

(() => {
  const PATIENCE = 60_000; // ms until the show goes on without an explorer
  const SMALL = 0.7; // of a slide's usual size: two columns are tried
  const SMALLEST = 0.4; // what is still too large then scrolls
  const NARROWEST = 0.7; // how far a single formula shrinks, before everything else has to

  const at = (id) => document.getElementById(id);
  const root = document.documentElement;
  const stage = at("stage");
  const slides = [...document.querySelectorAll(".slide")];
  const title = (slide) => slide?.querySelector("h2").innerHTML ?? "";
  let current = 0;

  // ── slides ──────────────────────────────────────────────────────────────────
  function show(number) {
    current = Math.max(0, Math.min(number, slides.length - 1));
    slides.forEach((slide, i) => (slide.inert = i !== current));
    slides[current].focus({ preventScroll: true });
    at("place").textContent = `${current + 1} / ${slides.length}`;
    at("progress").max = slides.length;
    at("progress").value = current + 1;
    history.replaceState(null, "", `#${current + 1}`);
    fit(slides[current]);
    notes.update();
  }

  /** Make a slide's content as large as fits; what would be small, in two columns. */
  function fit(slide) {
    const content = slide.querySelector(".content");
    content.removeAttribute("data-columns");
    const inOne = largest(content);
    if (inOne >= SMALL || content.querySelector(".mlpkit-explorer")) return;
    content.toggleAttribute("data-columns", true);
    if (largest(content) > inOne) return;
    content.removeAttribute("data-columns");
    largest(content);
  }

  function largest(content) {
    // In two columns, a line that is too long would lie over the other column.
    const parts = [content, ...content.querySelectorAll(".output pre, table")];
    const formulas = [...content.querySelectorAll("math[display='block']")];
    const fits = (scale) => {
      content.style.setProperty("--fit", scale);
      return (
        formulas.every(narrow) &&
        content.scrollHeight <= content.clientHeight &&
        parts.every((part) => part.scrollWidth <= part.clientWidth)
      );
    };
    if (fits(1)) return 1;
    let [small, large] = [SMALLEST, 1];
    while (large - small > 0.01) {
      const middle = (small + large) / 2;
      if (fits(middle)) small = middle;
      else large = middle;
    }
    fits(small);
    return small;
  }

  /** Shrink a formula that is wider than its place; tell whether that was enough. */
  function narrow(formula) {
    formula.style.setProperty("--own", 1);
    const share = formula.clientWidth / formula.scrollWidth;
    if (share < 1) formula.style.setProperty("--own", Math.max(share - 0.01, NARROWEST));
    return formula.scrollWidth <= formula.clientWidth;
  }

  // A question that is asked, a sentence that grows: what no longer fits is made smaller.
  const grown = new ResizeObserver(() => {
    const content = slides[current].querySelector(".content");
    if (content.scrollHeight > content.clientHeight + 1) fit(slides[current]);
  });
  addEventListener("resize", () => fit(slides[current]));

  // ── explorers ───────────────────────────────────────────────────────────────
  const opened = new Map(); // explorer → how it opened

  function remember(explorer) {
    const asks = explorer.querySelector(".head input[type=checkbox]")?.checked;
    opened.set(explorer, { asks, state: explorer.dataset.ready });
    grown.observe(explorer);
  }

  /** Put the slide's explorers back to how they opened, with the moves that a hand has. */
  function reset() {
    for (const explorer of slides[current].querySelectorAll(".mlpkit-explorer")) {
      const { asks, state } = opened.get(explorer);
      const box = explorer.querySelector(".foot input");
      box.value = state;
      box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
      const asking = explorer.querySelector(".head input[type=checkbox]");
      if (!asking) continue;
      asking.checked = asks;
      asking.dispatchEvent(new Event("change"));
    }
  }

  // ── the timer ───────────────────────────────────────────────────────────────
  const timer = { passed: 0, since: 0 };
  const seconds = () => (timer.passed + (timer.since && Date.now() - timer.since)) / 1000;
  const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;

  function startOrStop() {
    if (timer.since) Object.assign(timer, { passed: seconds() * 1000, since: 0 });
    else timer.since = Date.now();
    tick();
  }
  function tick() {
    const on = timer.since || timer.passed;
    at("timer").textContent = on ? `${clock(seconds())}${timer.since ? "" : " ⏸"}` : "";
    notes.tick();
  }
  setInterval(tick, 250);

  // ── the speaker's window ────────────────────────────────────────────────────
  const notes = {
    page: null,
    open() {
      const page = window.open("", "mlpkit-notes", "popup,width=900,height=720");
      if (!page) return say("The browser blocked the notes’ window: allow pop-ups for this page.");
      page.document.body.replaceChildren();
      page.document.title = `Notes: ${document.title}`;
      const style = page.document.createElement("style");
      style.textContent = `
        body { margin: 1.2em 1.6em; font: 19px/1.5 system-ui, sans-serif; color-scheme: light dark; }
        header { display: flex; gap: 1.5em; align-items: baseline; font-size: 1.5em; }
        #clock { margin-left: auto; }
        h1 { font-size: 1.3em; } #next { color: GrayText; }
        .work { color: GrayText; }
        table { border-collapse: collapse; } :is(th, td) { padding: 0.1em 0.7em; text-align: left; }`;
      page.document.head.append(style, at("formulas").cloneNode());
      page.document.body.innerHTML =
        '<header><span id="place"></span><span id="timer"></span><span id="clock"></span></header>' +
        '<h1 id="title"></h1><div id="text"></div><p id="next"></p>';
      page.document.addEventListener("keydown", onKey);
      this.page = page;
      this.update();
      tick();
    },
    at(id) {
      return this.page && !this.page.closed ? this.page.document.getElementById(id) : null;
    },
    update() {
      if (!this.at("text")) return;
      const slide = slides[current];
      this.at("place").textContent = at("place").textContent;
      this.at("title").innerHTML = title(slide);
      this.at("text").innerHTML = slide.querySelector(".notes").innerHTML;
      this.at("next").innerHTML = current + 1 < slides.length ? `Next: ${title(slides[current + 1])}` : "The last slide.";
    },
    tick() {
      if (!this.at("timer")) return;
      this.at("timer").textContent = at("timer").textContent || "0:00";
      this.at("clock").textContent = new Date().toLocaleTimeString([], { timeStyle: "short" });
    },
  };

  // ── keys ────────────────────────────────────────────────────────────────────
  let typed = "";
  function type(text) {
    typed = text;
    at("typed").textContent = typed && `${typed} ↵`;
  }
  function say(sentence) {
    at("typed").textContent = sentence;
  }

  const next = () => show(current + 1);
  const back = () => show(current - 1);
  const blank = () => (at("blank").hidden = !at("blank").hidden);
  const KEYS = {
    ArrowRight: next,
    ArrowDown: next,
    " ": next,
    PageDown: next,
    ArrowLeft: back,
    ArrowUp: back,
    PageUp: back,
    Home: () => show(0),
    End: () => show(slides.length - 1),
    b: blank,
    ".": blank,
    f: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()),
    d: () => root.classList.toggle("mlpkit-dark"),
    r: reset,
    c() {
      document.body.toggleAttribute("data-code");
      fit(slides[current]);
    },
    s: () => notes.open(),
    t: startOrStop,
    T() {
      Object.assign(timer, { passed: 0, since: timer.since && Date.now() });
      tick();
    },
    "?": () => (at("keys").open ? at("keys").close() : at("keys").showModal()),
    Escape: () => slides[current].focus(),
  };

  /** Tell which keys what is focused needs for itself. */
  function isTaken(key, target) {
    if (key === "PageDown" || key === "PageUp") return false; // what a presenter's remote sends
    const input = target.closest?.("input, textarea, select");
    const moves = key.startsWith("Arrow") || key === "Home" || key === "End";
    if (input) {
      const isText = !["range", "checkbox", "radio"].includes(input.type);
      return key !== "Escape" && (isText || moves || key === " ");
    }
    return (key === " " || key === "Enter") && Boolean(target.closest?.("button, a, summary"));
  }

  let wasFullScreen = false;
  function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { key } = event;
    const onStage = event.view === window;
    if (onStage && at("keys").open && key !== "?") return; // the dialog closes itself at Escape
    if (onStage && !wasFullScreen && key !== "f") {
      wasFullScreen = true; // a page may only ask for it when a key is pressed
      root.requestFullscreen().catch(() => {});
    }
    if (typed && key === "Enter") {
      show(Number(typed) - 1);
      type("");
      return event.preventDefault();
    }
    if (onStage && isTaken(key, event.target)) return;
    if (/^\d$/.test(key)) return type(typed + key);
    type("");
    const act = KEYS[key] ?? KEYS[key.toLowerCase()];
    if (!act) return;
    if (!at("blank").hidden && act !== blank && act !== startOrStop) blank();
    act();
    event.preventDefault();
  }
  // Before an explorer or the browser sees a key; sliders get theirs by `isTaken`.
  document.addEventListener("keydown", onKey, { capture: true });

  // ── the show begins when every explorer is there ────────────────────────────
  function begin() {
    clearTimeout(enough);
    arriving.disconnect();
    document.querySelectorAll(".mlpkit-explorer[data-ready]").forEach(remember);
    delete document.body.dataset.warming;
    show(Number(location.hash.slice(1) || 1) - 1);
    document.fonts.ready.then(() => fit(slides[current]));
  }
  function lookAround() {
    const there = document.querySelectorAll(".mlpkit-explorer[data-ready]").length;
    if (there >= Number(at("bar").dataset.explorers)) begin();
  }
  const arriving = new MutationObserver(lookAround);
  arriving.observe(stage, { subtree: true, childList: true, attributeFilter: ["data-ready"] });
  const enough = setTimeout(begin, PATIENCE);
  root.classList.toggle("mlpkit-dark", matchMedia("(prefers-color-scheme: dark)").matches);
  lookAround();
})();
