// SPDX-License-Identifier: Apache-2.0
// Makes elements. Everything that comes from the agents is text, never markup.

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}

export const cell = (content, className = "") => element("td", { className }, content ?? "");

export const badge = (word) => element("span", { className: `badge ${word}` }, word);

export const time = (text) => element("time", { dateTime: text, title: text }, new Date(text).toLocaleString());

export const figure = (value) => (value === null || value === undefined ? "unknown" : value.toLocaleString());

export const seconds = (value) =>
  value === null || value === undefined ? "unknown" : `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString()} s`;

export const problem = ({ message, remedy }, topic) =>
  element("p", { className: "problem" }, topic ? element("b", {}, `${topic}: `) : null, `${message} ${remedy}`);

/** What is as it was stays: somebody may be about to click it, or have the focus there. */
export function show(id, rows) {
  const place = document.getElementById(id);
  rows.forEach((row, index) => {
    const former = place.children[index];
    if (!former) {
      place.append(row);
    } else if (!former.isEqualNode(row) || checked(former) !== checked(row)) {
      former.replaceWith(row);
    }
  });
  [...place.children].slice(rows.length).forEach((former) => former.remove());
}

const checked = (row) => row.querySelector("[type=checkbox]")?.checked;
