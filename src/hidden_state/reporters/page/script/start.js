function start(application, data) {
  const names = {};
  for (const kind of ["entries", "states", "owners"]) names[kind] = new Map(data[kind].map((item) => [item.id, item]));
  data.flows = data.flows.filter((flow) => names.entries.has(flow.entry) && names.states.has(flow.state));
  for (const card of application.querySelectorAll(".card")) {
    card.addEventListener("toggle", () => { if (card.open) offerChains(card, data, names.entries); });
  }
  const section = application.querySelector(".picture");
  if (!section) return;
  const form = section.querySelector(".filters");
  const status = section.querySelector(".status");
  section.querySelector(".unscripted").remove();
  for (const element of [form, status, section.querySelector(".stage")]) element.hidden = false;
  const panel = panelOf(section.querySelector(".panel"), data, names);
  const picture = pictureOf(section.querySelector(".board"), data, panel.open);
  const [haystacks, reached] = [haystacksOf(data, names), reachedOf(data)];

  function update() {
    const shown = shownBy(wishesOf(form), data, haystacks, reached);
    panel.close();
    picture.draw(shown);
    tell(section, status, shown, data);
    showCards(application, new Set(shown.states.map((state) => state.anchor)));
  }

  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(update));
  update();
}

function tell(section, status, shown, data) {
  const parts = { entries: [shown.entries, data.entries], states: [shown.states, data.states] };
  for (const [name, [some, all]] of Object.entries(parts)) {
    const count = some.length === all.length ? `${all.length}` : `${some.length} of ${all.length}`;
    section.querySelector(`.lane-${name} .count`).textContent = count;
  }
  section.querySelector(".lane-owners .count").textContent = new Set(shown.states.map((state) => state.owner)).size;
  const idle = data.entries.length - reachedFrom(data).size;
  status.textContent = `${shown.states.length} of ${many(data.states.length, "state")}, reached from ${many(shown.entries.length, "entry point")}`
    + (idle > 0 ? `; ${many(idle, "entry point")} that ${idle === 1 ? "reaches" : "reach"} none ${idle === 1 ? "is" : "are"} left out.` : ".");
}

function reachedFrom(data) {
  return new Set(data.flows.map((flow) => flow.entry));
}

function showCards(application, anchors) {
  for (const chapter of application.querySelectorAll(".chapter")) {
    const cards = [...chapter.querySelectorAll(".card")];
    for (const card of cards) card.hidden = !anchors.has(card.id);
    chapter.hidden = cards.every((card) => card.hidden);
  }
}

// What an address names is unfolded and shown, whatever the filters say.
function showTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let element = target; element; element = element.parentElement) {
    if (element.matches("details")) element.open = true;
    element.hidden = false;
  }
  target.scrollIntoView();
  const summary = target.querySelector(":scope > summary");
  if (summary) summary.focus({ preventScroll: true });
}

function foldEverything() {
  const folds = [...document.querySelectorAll("details[data-folds]")];
  for (const fold of folds) fold.open = false;
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = folds.filter((fold) => !fold.open);
    for (const fold of closed) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of closed) fold.open = false;
  });
}

foldEverything();
const applications = JSON.parse(document.getElementById("data").textContent);
for (const application of document.querySelectorAll("[data-application]")) {
  start(application, applications[Number(application.dataset.application)]);
}
addEventListener("hashchange", showTarget);
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (link && link.hash === location.hash) showTarget();
});
showTarget();
