// Where rows and arrows are: tops in pixels from the top of the lanes, all rows equally high.

const ROW = 44; // as --row in the style

// Which rows flows join, with the flows between each two; the owners' arrows stand for states.
function arrowsOf(pairs, from, to) {
  const arrows = new Map();
  for (const { source, target, item } of pairs) {
    const [start, end] = [from.get(source), to.get(target)];
    if (!start || !end) continue;
    const key = `${keyOf(start)}\n${keyOf(end)}`;
    if (!arrows.has(key)) arrows.set(key, { key, start, end, items: [] });
    arrows.get(key).items.push(item);
  }
  return [...arrows.values()];
}

function keyOf(row) {
  return row.node.leaf ? `=${row.node.leaf.id}` : row.node.key;
}

function stack(rows) {
  rows.forEach((row, number) => { row.top = number * ROW; });
}

// Rows of a lane that has room go beside what they are joined to, in their order.
function settle(rows, wanted, height) {
  if (rows.length * ROW >= height) return;
  let low = 0;
  for (const row of rows) {
    row.top = Math.max(low, wanted.get(row) ?? low);
    low = row.top + ROW;
  }
  let high = height - ROW;
  for (const row of [...rows].reverse()) {
    row.top = Math.min(row.top, high);
    high = row.top - ROW;
  }
}

// Where the first is that each row on one end of `arrows` is joined to.
function firstTops(arrows, mine, other) {
  const tops = new Map();
  for (const arrow of arrows) {
    tops.set(arrow[mine], Math.min(tops.get(arrow[mine]) ?? Infinity, arrow[other].top));
  }
  return tops;
}
