// SPDX-License-Identifier: Apache-2.0
// Reads the agents every other second, and shows what they say.

import * as actions from "./actions.js";
import { Refusal, get, setToken } from "./api.js";
import * as topics from "./topics.js";
import { badge, cell, element, problem, show, time } from "./view.js";

const REFRESH_MS = 2000;
/** Those of all topics are much to read. */
const EVENTS_REFRESH_MS = 10_000;
const EVENTS_MAX = 200;
const UNAUTHORIZED = 401;

const byId = (id) => document.getElementById(id);
let timer = 0;
let turn = 0;
let eventsReadAt = -EVENTS_REFRESH_MS;

async function refresh() {
  const mine = ++turn;
  clearTimeout(timer);
  const refusal = await read();
  if (mine !== turn) {
    // another began since, with another token maybe
    return;
  }
  if (refusal?.status === UNAUTHORIZED && !byId("token-dialog").open) {
    askForToken();
  }
  // what is shown beside a problem is from before it
  tell((refusal?.problems ?? []).map((each) => problem(each)));
  timer = setTimeout(refresh, REFRESH_MS);
}

/** What kept it from being read; null: nothing. */
async function read() {
  try {
    const [snapshot, diagnostics] = await Promise.all(["/v1/snapshot", "/v1/diagnostics"].map(get));
    draw(snapshot, diagnostics.diagnostics);
    if (performance.now() - eventsReadAt >= EVENTS_REFRESH_MS) {
      show("events", (await get(`/v1/events?limit=${EVENTS_MAX}`)).events.slice(-EVENTS_MAX).reverse().map(event));
      eventsReadAt = performance.now();
    }
    return null;
  } catch (failure) {
    return failure instanceof Refusal ? failure : new Refusal(0, [{ message: String(failure), remedy: "This is a bug of the console." }]);
  }
}

function draw(snapshot, diagnostics) {
  const { cluster_id: id, coordinator, agents } = snapshot.cluster;
  byId("cluster").textContent =
    `Cluster ${id} · agents ${agents.map((agent) => agent.id).join(", ")} · agent ${coordinator} coordinates`;
  topics.update(snapshot.topics);
  list("links", snapshot.links.map(link));
  list("diagnostics", diagnostics.map(diagnostic));
}

function list(id, rows) {
  byId(`${id}-section`).hidden = rows.length === 0;
  show(id, rows);
}

const row = (...cells) => element("tr", {}, ...cells);

const link = ({ spec, state, source_cluster_id: source, error }) => row(cell(spec.name), cell(badge(state)), cell(source), cell(error));

const diagnostic = ({ since, name, topic, message }) => row(cell(time(since)), cell(name), cell(topic), cell(message));

const event = ({ time: at, topic, event: name, detail }) => row(cell(time(at)), cell(topic), cell(name), cell(detail));

function tell(problems) {
  byId("problems").hidden = problems.length === 0;
  byId("problems").replaceChildren(...problems);
}

function askForToken() {
  byId("token-dialog").querySelector("form").reset();
  byId("token-dialog").showModal();
}

byId("token").addEventListener("click", askForToken);
byId("token-dialog").querySelector("form").addEventListener("submit", () => {
  setToken(byId("token-dialog").querySelector("input").value);
  refresh();
});
topics.begin(actions.open);
actions.begin(() => {
  eventsReadAt = -EVENTS_REFRESH_MS;
  refresh();
});
refresh();
