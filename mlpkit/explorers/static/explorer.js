// The browser's side of every explorer. It draws what Python describes and reports
// what a hand does; it knows no mathematics and no particular explorer.

const SVG = "http://www.w3.org/2000/svg";
const HTML = "http://www.w3.org/1999/xhtml";

// Moves on their way to Python: with two, the next leaves while a picture comes back.
const IN_FLIGHT = 2;
const PATIENCE = 8000; // ms until a missing answer is told
const REMEMBER = 150; // ms of rest before Python is told which row the browser picked

function render({ model, el }) {
  const about = model.get("about");
  // Not crypto.randomUUID: a page that is served without https hasn't got it.
  const id = `mlpkit-${Math.random().toString(36).slice(2)}`;
  let latest = model.get("frame");

  const panels = makePanels(about.panels, id);
  const { controls, side, below } = makeControls(about.groups, id, move);
  const presets = html(
    "div",
    { class: "presets", role: "group", "aria-label": "Presets" },
    Object.entries(about.presets).map(([name, state]) => button(name, () => move("state", state))),
  );
  const notes = html("div", { class: "notes" });
  const problem = html("p", { class: "problem", role: "alert" });
  const words = html("p", { class: "words", id: `${id}-words`, role: "status" });
  const stateBox = html("input", { id: `${id}-state`, spellcheck: "false", autocomplete: "off" });
  onEntry(stateBox, (text) => move("state", text));
  const questions = openQuestions(about, id, {
    panels,
    move,
    hold(still) {
      root.toggleAttribute("data-asking", still);
      for (const part of [side, below, presets, stateBox]) part.inert = still;
    },
    leave: () => root.querySelector(".asking ~ * input:enabled").focus(),
  });

  const whole = html("div", { class: "whole" }, [
    html("div", { class: "head" }, [
      html("p", { class: "title" }, [about.title, " ", html("span", {}, [about.slides])]),
      presets,
      ...questions.onOff,
    ]),
    questions.element,
    html("div", { class: "body" }, [
      html("div", { class: "pictures" }, panels.map((panel) => panel.picture)),
      side,
      below,
      notes,
    ]),
    problem,
    words,
    html("div", { class: "foot" }, [html("label", { for: stateBox.id }, ["State"]), stateBox]),
  ]);
  const root = html("div", { class: "mlpkit-explorer", role: "group", "aria-label": about.title }, [whole]);

  // ── pictures ────────────────────────────────────────────────────────────────
  function show(frame, sentence = frame.problem) {
    latest = frame;
    problem.textContent = sentence;
    paint(); // at once: waiting for the next frame would cost half of one
  }

  function paint() {
    model.set("frame", latest); // another view of this explorer opens with it
    for (const panel of panels) {
      const still = latest.stills[panel.name] ?? "";
      if (still !== panel.still) {
        panel.still = still;
        panel.picture.firstChild.replaceWith(parse(model.get("stills")[still]));
      }
      patch(panel.moving, latest.panels[panel.name], SVG);
    }
    patch(notes, latest.notes, HTML);
    words.textContent = latest.words;
    for (const [name, control] of controls) {
      if (name in latest.labels) relabel(control.element, latest.labels[name]);
      if (name in latest.limits) control.limit(latest.limits[name]);
      if (!line.waitsFor(name)) control.write(latest.values[name], latest.shown[name]);
    }
    if (document.activeElement !== stateBox) stateBox.value = latest.state;
    highlight();
    const drawn = latest.state;
    requestAnimationFrame(() => (root.dataset.ready = drawn));
  }

  function highlight() {
    const name = root.querySelector("[data-control]:is(:hover, :focus-within)")?.dataset.control;
    for (const mark of root.querySelectorAll("[data-for]")) {
      mark.toggleAttribute("data-active", mark.dataset.for === name);
    }
  }

  // ── moves ───────────────────────────────────────────────────────────────────
  const line = openLine(model, id, {
    answered(message) {
      // What was refused goes back to where the last good picture has it.
      show(message.frame ?? latest, message.problem);
    },
    silent() {
      problem.textContent =
        "Python does not answer: it is busy with another cell, or was restarted; then run this cell again.";
    },
  });

  function move(name, text) {
    const key =
      name === "state"
        ? text
        : latest.state.replace(/([^=; ]+)=([^;]*)/g, (pair, field) =>
            field === name ? `${field}=${text}` : pair,
          );
    if (key in about.table) {
      show(about.table[key]);
      line.remember(key);
    } else {
      line.send(name, text);
    }
  }

  // ── together ────────────────────────────────────────────────────────────────
  suppressShortcuts(root);
  for (const event of ["focusin", "focusout", "pointerover"]) root.addEventListener(event, highlight);
  root.addEventListener("click", ({ target }) => {
    const pick = target.closest("[data-set]");
    if (pick && !root.hasAttribute("data-asking")) move(...pick.dataset.set.split("="));
  });
  el.append(root);
  problem.textContent = latest.problem;
  paint();
  questions.ask(0);

  return () => {
    line.close();
    for (const control of controls.values()) control.stop?.();
  };
}

/** Make the pictures: what stands still, and a group for what moves over it. */
function makePanels(panels, id) {
  return Object.entries(panels).map(([name, panel]) => {
    const moving = svg("g", { class: "moving" });
    const picture = svg("svg", {
      viewBox: `0 0 ${panel.width} ${panel.height}`,
      role: "img",
      "aria-label": panel.label,
      "aria-describedby": `${id}-words`,
      style: panel.alone ? "flex: 1 0 100%" : `flex: ${panel.width} 1 0`,
    });
    picture.append(parse(panel.svg), moving);
    return { name, picture, moving, still: "" };
  });
}

/** Make the controls by their names, in groups beside the pictures and below them. */
function makeControls(groups, id, move) {
  const controls = new Map();
  const side = html("div", { class: "side" });
  const below = html("div", { class: "below" });
  for (const group of groups) {
    const grid = html("div", {
      class: group.columns ? "grid matrix" : "grid",
      style: `--columns: ${group.columns}`,
    });
    for (const spec of group.controls) {
      const control = CONTROLS[spec.kind](spec, `${id}-${spec.name}`, (text) => move(spec.name, text));
      control.element.dataset.control = spec.name;
      controls.set(spec.name, control);
      grid.append(control.element);
    }
    const box = html("fieldset", {}, [html("legend", {}, [group.label]), grid]);
    (group.below ? below : side).append(box);
  }
  return { controls, side, below };
}

// ── predict first: a question holds the picture until it is answered ──
function openQuestions({ questions, predict }, id, { panels, move, hold, leave }) {
  const element = html("div", { class: "asking" });
  const box = html("input", { type: "checkbox", id: `${id}-predict` });
  box.checked = predict && questions.length > 0;
  box.addEventListener("change", () => ask(0));
  let forget = () => {}; // takes the place that was clicked out of the picture

  function ask(number) {
    const question = box.checked ? questions[number] : undefined;
    hold(Boolean(question));
    element.replaceChildren();
    forget();
    forget = () => {};
    if (!question) return;
    move("state", question.start);
    const picture = panels.find(({ name }) => name === question.panel)?.picture;
    const take = (given, right, answer) => reveal(number, given, right, answer);
    const [answers, remove] = ANSWERS[question.kind](question, id, take, picture);
    forget = remove;
    element.append(html("p", {}, [html("strong", {}, ["Predict. "]), question.text]), ...answers);
    suppressShortcuts(element);
  }

  function reveal(number, given, right, answer) {
    const { because, change } = questions[number];
    hold(false);
    move("state", change);
    const verdict = right ? `Yes: ${answer}.` : `You said: ${given}. It is: ${answer}.`;
    const next = number + 1 < questions.length;
    const goOn = button(next ? "Next question" : "Explore", () => {
      ask(number + 1);
      if (next) element.querySelector("input, button").focus();
      else leave();
    });
    element.replaceChildren(
      html("p", { role: "status" }, [html("strong", {}, [`${verdict} `]), because]),
      goOn,
    );
    suppressShortcuts(element);
    goOn.focus();
  }

  const onOff = questions.length ? [html("label", { for: box.id }, [box, " predict first"])] : [];
  return { element, onOff, ask };
}

// ── the line to Python: the newest value of a control replaces the one that waits ──
function openLine(model, view, { answered, silent }) {
  let waiting = [];
  let sent = []; // names of the moves on their way
  let patience = 0;
  let remember = 0;

  function pump() {
    if (!waiting.length || sent.length >= IN_FLIGHT) return;
    sent.push(waiting.map(([name]) => name));
    model.send({ view, moves: waiting, answer: true });
    waiting = [];
    clearTimeout(patience);
    patience = setTimeout(silent, PATIENCE);
  }
  function receive(message) {
    if (message.view === view) {
      sent.shift();
      clearTimeout(patience);
      pump();
    }
    answered(message);
  }
  model.on("msg:custom", receive);
  return {
    send(name, text) {
      clearTimeout(remember);
      if (waiting.at(-1)?.[0] === name) waiting.pop();
      waiting.push([name, text]);
      pump();
    },
    remember(state) {
      clearTimeout(remember);
      remember = setTimeout(() => {
        model.send({ view, moves: [["state", state]], answer: false });
      }, REMEMBER);
    },
    waitsFor: (name) => [...waiting.map(([move]) => move), ...sent.flat()].includes(name),
    close() {
      clearTimeout(patience);
      clearTimeout(remember);
      model.off("msg:custom", receive);
    },
  };
}

// ── native inputs: each has `element`, and `write(value, shown)` for what Python says ──
const CONTROLS = {
  slider: (spec, id, move) => slider(spec, id, move, { min: spec.low, max: spec.high, step: spec.step }),

  levels: (spec, id, move) =>
    slider(spec, id, move, { min: 0, max: spec.levels.length - 1, step: 1 }, spec.levels),

  choice(spec, id, move) {
    const boxes = spec.options.map(([value, words], i) => {
      const box = html("input", { type: "radio", name: id, id: `${id}-${i}`, value });
      box.addEventListener("change", () => move(value));
      return html("label", { for: box.id }, [box, words]);
    });
    const element = html("div", { class: "choice", role: "radiogroup", "aria-label": spec.label }, [
      html("span", {}, [spec.label]),
      ...boxes,
    ]);
    const write = (value) => {
      for (const box of element.querySelectorAll("input")) box.checked = box.value === value;
    };
    return { element, write };
  },

  entry(spec, id, move) {
    const input = html("input", { id, spellcheck: "false", autocomplete: "off" });
    onEntry(input, move);
    const element = html("div", { class: "entry" }, [html("label", { for: id }, [spec.label]), input]);
    const write = (value) => {
      if (document.activeElement !== input) input.value = value;
    };
    return { element, write };
  },
};

function slider(spec, id, move, range, levels) {
  const input = html("input", { type: "range", id, ...range });
  const output = html("output", { for: id });
  const label = html("label", { for: id }, [spec.label]);
  const element = html("div", { class: "slider" }, [label, input, output]);
  const text = () => (levels ? levels[input.value] : input.value);
  input.addEventListener("input", () => {
    output.textContent = text();
    move(text());
  });
  const write = (value, shown) => {
    input.value = levels ? nearest(levels, value) : value;
    input.setAttribute("aria-valuetext", shown);
    output.textContent = shown;
  };
  const limit = (high) => (input.max = high);
  const stop = spec.pause ? addTransport(spec, element, input, move) : undefined;
  return { element, write, limit, stop };
}

/** Give a control another name; one without a name is not there. */
function relabel(element, name) {
  element.hidden = !name;
  element.querySelector("label").textContent = name;
}

/** Put back, play and step around a slider; playing stops at its end or at a press. */
function addTransport(spec, element, input, move) {
  let timer = 0;
  const go = (to) => {
    input.value = to;
    move(input.value);
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = "▶ play";
  };
  const ended = () => Number(input.value) >= Number(input.max);
  const tick = () => (ended() ? stop() : go(Number(input.value) + spec.step));
  const play = button("▶ play", () => {
    if (timer) return stop();
    if (ended()) go(spec.low);
    play.textContent = "⏸ stop";
    timer = setInterval(tick, spec.pause);
  });
  const back = button("◀ back", () => (stop(), go(Number(input.value) - spec.step)));
  const step = button("step ▶", () => (stop(), go(Number(input.value) + spec.step)));
  input.addEventListener("input", stop);
  element.classList.add("transport");
  element.prepend(back, play, step);
  return stop;
}

/** Take a line of text at Enter; JupyterLab keeps the browser's own event from it. */
function onEntry(input, take) {
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // or the same press acts on what is focused next
    take(input.value);
  });
}

const nearest = (levels, value) =>
  levels.reduce((best, level, i) => (Math.abs(level - value) < Math.abs(levels[best] - value) ? i : best), 0);

// ── answers: what a question asks with, and what removes its mark from the picture;
// `take(given, right, answer)` is called with words ──
const ANSWERS = {
  choice: ({ choices, answer }, id, take) => [
    choices.map((choice, i) => button(choice, () => take(choice, i === answer, choices[answer]))),
    () => {},
  ],

  number({ answer, within }, id, take) {
    const input = html("input", { type: "number", step: "any", required: "", "aria-label": "Your answer" });
    const give = () => {
      if (!input.reportValidity()) return;
      const given = input.valueAsNumber;
      take(written(given), Math.abs(given - answer) <= within, written(answer));
    };
    onEntry(input, give);
    return [[input, button("Answer", give)], () => {}];
  },

  place({ box: [left, top, width, height], axes: [across, up], answer, within }, id, take, picture) {
    const [a, b] = [across, up].map((axis, i) =>
      slider({ label: axis.label }, `${id}-place-${i}`, draw, { min: axis.low, max: axis.high, step: 0.05 }),
    );
    const inputs = [a, b].map(({ element }) => element.querySelector("input"));
    const mark = svg("path", { class: "crosshair" });
    const share = ({ low, high }, value) => (value - low) / (high - low);
    const words = (place) => `(${place.map((value) => written(value.toFixed(2))).join(", ")})`;
    const place = () => inputs.map(({ value }) => Number(value));

    function draw() {
      const [s, t] = place();
      const x = left + width * share(across, s);
      const y = top + height * (1 - share(up, t));
      mark.setAttribute("d", `M${x - 14} ${y}h28M${x} ${y - 14}v28`);
    }
    function put([s, t]) {
      a.write(s, s.toFixed(2));
      b.write(t, t.toFixed(2));
      draw();
    }
    function give() {
      const [s, t] = place();
      stop();
      take(words([s, t]), Math.hypot(s - answer[0], t - answer[1]) <= within, words(answer));
    }
    function click({ clientX, clientY }) {
      const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(picture.getScreenCTM().inverse());
      const [s, t] = [(x - left) / width, 1 - (y - top) / height];
      if (Math.min(s, t) < 0 || Math.max(s, t) > 1) return;
      put([across, up].map(({ low, high }, i) => low + [s, t][i] * (high - low)));
      give();
    }
    function stop() {
      picture.removeEventListener("click", click);
      picture.removeAttribute("data-place");
    }
    picture.addEventListener("click", click);
    picture.setAttribute("data-place", "");
    picture.append(mark);
    put([across, up].map(({ low, high }) => (low + high) / 2));
    return [[a.element, b.element, button("Here", give)], () => (stop(), mark.remove())];
  },
};

const written = (number) => String(number).replace("-", "−");

// ── elements ────────────────────────────────────────────────────────────────
/** Make `parent` hold exactly `nodes`, [tag, attributes, ...children], keeping what fits. */
function patch(parent, nodes, namespace) {
  nodes.forEach((node, i) => {
    const old = parent.childNodes[i];
    if (typeof node === "string") {
      if (old?.nodeType !== Node.TEXT_NODE) place(parent, old, document.createTextNode(node));
      else if (old.data !== node) old.data = node;
      return;
    }
    const [tag, attributes, ...children] = node;
    const fits = old?.localName === tag;
    const element = fits ? old : place(parent, old, document.createElementNS(namespace, tag));
    for (const name of element.getAttributeNames()) {
      if (!(name in attributes)) element.removeAttribute(name);
    }
    for (const [name, value] of Object.entries(attributes)) {
      if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
    }
    patch(element, children, namespace);
  });
  while (parent.childNodes.length > nodes.length) parent.lastChild.remove();
}

function place(parent, old, node) {
  if (old) old.replaceWith(node);
  else parent.append(node);
  return node;
}

function make(namespace, tag, attributes, children = []) {
  const element = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Turn a background's text into an element; a blank sheet into an empty one. */
function parse(text) {
  if (!text) return svg("g", {});
  return new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
}

const html = (tag, attributes, children) => make(HTML, tag, attributes, children);
const svg = (tag, attributes, children) => make(SVG, tag, attributes, children);

function button(words, press) {
  const element = html("button", { type: "button" }, [words]);
  element.addEventListener("click", press);
  return element;
}

/** JupyterLab takes keys from everything that does not say this itself. */
function suppressShortcuts(part) {
  for (const taker of part.querySelectorAll("input, button")) {
    taker.dataset.lmSuppressShortcuts = "true";
  }
}

export default { render, slider };
