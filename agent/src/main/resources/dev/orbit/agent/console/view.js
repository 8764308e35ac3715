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

export const show = (id, rows) => document.getElementById(id).replaceChildren(...rows);
