// One thing of a picture is in the order of tabs; arrow keys move from there.

function focusable(board, element) {
  for (const old of board.querySelectorAll('[tabindex="0"]')) old.setAttribute("tabindex", "-1");
  if (element) element.setAttribute("tabindex", "0");
}

function listen(board, act, sceneOf) {
  let pivot = null; // the row from which an arrow was reached
  const elements = () => [...board.querySelectorAll(".node, .arrow")];
  const elementOf = (thing) => elements().find((element) => element.__data__ === thing);
  const go = (element) => {
    if (!element) return;
    focusable(board, element);
    element.focus();
  };

  function fromNode(element, key) {
    const row = element.__data__;
    const lane = LANES.indexOf(row.lane);
    const rows = sceneOf().rows[row.lane];
    const at = rows.indexOf(row);
    const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[key];
    if (next !== undefined) return go(elementOf(rows[next]));
    const step = key === "ArrowRight" ? 1 : -1;
    const arrows = arrowsAt(row, step);
    const gap = board.querySelector(".gap");
    pivot = row;
    if (arrows.length > 0 && gap.getClientRects().length > 0) return go(elementOf(arrows[0]));
    if (arrows.length > 0) return go(elementOf(arrows[0][step > 0 ? "end" : "start"]));
    const beside = sceneOf().rows[LANES[lane + step]] || [];
    const near = [...beside].sort((one, other) => Math.abs(one.top - row.top) - Math.abs(other.top - row.top));
    return go(elementOf(near[0]));
  }

  function arrowsAt(row, step) {
    const { writes, owners } = sceneOf().arrows;
    return [...writes, ...owners].filter((arrow) => arrow[step > 0 ? "start" : "end"] === row)
      .sort((one, other) => one.start.top - other.start.top || one.end.top - other.end.top);
  }

  function fromArrow(element, key) {
    const arrow = element.__data__;
    if (key === "ArrowLeft") return go(elementOf(arrow.start));
    if (key === "ArrowRight") return go(elementOf(arrow.end));
    const beside = arrowsAt(pivot, arrow.start === pivot ? 1 : -1);
    return go(elementOf(beside[beside.indexOf(arrow) + (key === "ArrowDown" ? 1 : -1)]));
  }

  board.addEventListener("keydown", (event) => {
    const element = event.target.closest(".node, .arrow");
    if (!element || event.altKey || event.ctrlKey || event.metaKey) return;
    const isArrow = element.classList.contains("arrow");
    if (["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      event.preventDefault();
      if (isArrow) fromArrow(element, event.key);
      else fromNode(element, event.key);
    } else if (isArrow && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      act(element);
    }
  });
  board.addEventListener("click", (event) => {
    const element = event.target.closest(".node, .arrow");
    if (!element) return;
    focusable(board, element);
    act(element);
  });
  for (const [type, isNear] of [["pointerover", true], ["focusin", true], ["pointerout", false], ["focusout", false]]) {
    board.addEventListener(type, (event) => {
      const element = event.target.closest(".node, .arrow");
      if (element) brighten(board, isNear ? element.__data__ : null, sceneOf());
    });
  }
}

// What is joined to `thing` stands out; everything does when it is null.
function brighten(board, thing, scene) {
  const near = new Set();
  if (thing) {
    for (const arrow of [...scene.arrows.writes, ...scene.arrows.owners]) {
      if (arrow === thing || arrow.start === thing || arrow.end === thing) {
        for (const part of [arrow, arrow.start, arrow.end]) near.add(part);
      }
    }
  }
  board.classList.toggle("dimmed", near.size > 0);
  for (const element of board.querySelectorAll(".node, .arrow")) {
    element.classList.toggle("near", near.has(element.__data__));
  }
}
