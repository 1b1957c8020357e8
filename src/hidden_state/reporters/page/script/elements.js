// Elements are made with text alone: nothing that the report quotes is ever read as markup.

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

// What stands between backticks becomes code.
function marked(text) {
  const parts = text.split("`");
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, number) => (number % 2 ? make("code", {}, part) : part)).filter((part) => part !== "");
}

function place(path, line) {
  return make("span", { class: "place" }, make("bdi", {}, path), line ? `:${line}` : "");
}

function many(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
