// Explorers without Python: those with a table answer from it, the others play their run.

(() => {
  const PAUSE = 120; // ms from picture to picture
  let pages = 0;
  // Browsers give it to secure pages only; a name that is new on this page is enough.
  crypto.randomUUID ??= () => `${(pages += 1)}`;

  /** Stand in for the widget's model; what is not in the table gets a sentence for an answer. */
  function standIn(data) {
    const listeners = new Set();
    return {
      get: (name) => data[name],
      set: (name, value) => (data[name] = value),
      on: (_, listener) => listeners.add(listener),
      off: (_, listener) => listeners.delete(listener),
      send({ view, answer }) {
        if (!answer) return;
        const problem = "This page has no Python to compute that; the lesson on Binder has.";
        for (const listener of [...listeners]) listener({ view, problem });
      },
    };
  }

  /** Let a slider go through the recorded states; the other controls only show. */
  function addRun(explorer, run) {
    const pictures = run.flatMap(([name, states]) => states.map((state) => ({ name, state })));
    const scrub = Object.assign(document.createElement("input"), {
      type: "range", min: 0, max: pictures.length - 1, step: 1, value: 0,
    });
    const id = `${explorer.querySelector(".words").id}-run`;
    scrub.id = id;
    const label = Object.assign(document.createElement("label"), { htmlFor: id, textContent: "Recorded run" });
    const output = Object.assign(document.createElement("output"), { htmlFor: id });
    const play = Object.assign(document.createElement("button"), { type: "button" });
    const box = explorer.querySelector(".foot input");
    let timer = 0;
    const bar = document.createElement("div");
    bar.className = "run";
    bar.inert = explorer.hasAttribute("data-asking");
    bar.append(label, play, scrub, output);

    function tell(at) {
      const text = `${at + 1} of ${pictures.length}: ${pictures[at].name}`;
      output.textContent = text;
      scrub.setAttribute("aria-valuetext", text);
    }
    function go(at) {
      scrub.value = at;
      tell(at);
      box.value = pictures[at].state;
      box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    }
    function stop() {
      clearInterval(timer);
      timer = 0;
      play.textContent = "▶ play";
    }
    function tick() {
      if (Number(scrub.value) + 1 >= pictures.length) stop();
      else go(Number(scrub.value) + 1);
    }
    scrub.addEventListener("input", () => (stop(), go(Number(scrub.value))));
    play.addEventListener("click", () => {
      if (timer) return stop();
      if (Number(scrub.value) + 1 >= pictures.length) go(0);
      play.textContent = "⏸ stop";
      timer = setInterval(tick, PAUSE);
    });
    // A preset or an answered question leads into the run, too; a question waits for its answer.
    new MutationObserver(() => {
      bar.inert = explorer.hasAttribute("data-asking");
      const at = pictures.findIndex(({ state }) => state === explorer.dataset.ready);
      if (at < 0 || pictures[scrub.value].state === explorer.dataset.ready) return;
      stop();
      scrub.value = at;
      tell(at);
    }).observe(explorer, { attributeFilter: ["data-ready", "data-asking"] });

    explorer.querySelector(".body").before(bar);
    for (const group of explorer.querySelectorAll("fieldset")) group.disabled = true;
    stop();
    tell(0);
  }

  // What is wider than its place is scrolled by keyboard, too.
  for (const part of document.querySelectorAll("pre, math[display='block']")) {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
  }
  for (const place of document.querySelectorAll("[data-explorer]")) {
    const { about, stills, run } = window.mlpkitShared[place.dataset.explorer];
    const opened = JSON.parse(place.querySelector("script").textContent);
    const model = standIn({
      about: { ...about, predict: opened.predict },
      stills: { ...stills, ...opened.stills },
      frame: opened.frame,
    });
    window.mlpkitExplorer.render({ model, el: place });
    if (run.length) addRun(place.querySelector(".mlpkit-explorer"), run);
  }
})();
