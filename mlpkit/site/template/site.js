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
    const told = (at) => `${at + 1} of ${pictures.length}: ${pictures[at].name}`;
    const box = explorer.querySelector(".foot input");
    const control = window.mlpkitExplorer.slider(
      { label: "Recorded run", low: 0, step: 1, pause: PAUSE },
      `${box.id}-run`,
      go,
      { min: 0, max: pictures.length - 1, step: 1 },
    );
    const bar = document.createElement("div");
    bar.className = "run";
    bar.append(control.element);
    const asked = new Set(); // states of the run that are not drawn yet
    let at = 0;

    function tell(number) {
      at = number;
      control.write(at, told(at));
    }
    function go(text) {
      tell(Math.min(Number(text), pictures.length - 1));
      asked.add(pictures[at].state);
      box.value = pictures[at].state;
      box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    }
    // A preset or an answered question leads into the run, too; a question waits for its answer.
    function follow() {
      const drawn = explorer.dataset.ready;
      bar.inert = explorer.hasAttribute("data-asking");
      if (pictures[at].state === drawn) return asked.clear();
      const found = pictures.findIndex(({ state }) => state === drawn);
      if (found < 0 || asked.has(drawn)) return;
      control.stop();
      tell(found);
    }
    new MutationObserver(follow).observe(explorer, { attributeFilter: ["data-ready", "data-asking"] });

    explorer.querySelector(".body").before(bar);
    for (const group of explorer.querySelectorAll("fieldset")) group.disabled = true;
    tell(0);
    follow();
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
