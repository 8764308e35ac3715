// SPDX-License-Identifier: Apache-2.0
// The dialogs that start and abort migrations. A migration is tried out first, and what would happen is shown.

import { post } from "./api.js";
import { element, problem } from "./view.js";

const NUMBERS = ["max_time_lag_seconds", "max_offset_lag", "migration_timeout_seconds"];

/** Before an outcome is shown: whether it is still of this dialog, as it is open now. */
let turn = 0;

/** @param onDone is called once the agents were told to do something */
export function begin(onDone) {
  const migrate = dialogOf("migrate");
  migrate.querySelector("form").addEventListener("input", () => tryOut(migrate));
  migrate.querySelector(".go").addEventListener("click", () => run(migrate, initiate(migrate, false), onDone));
  const abort = dialogOf("abort");
  abort.querySelector(".go").addEventListener("click", () => run(abort, aborted, onDone));
}

const dialogOf = (verb) => document.getElementById(`${verb}-dialog`);

export function open(verb, topics) {
  const dialog = dialogOf(verb);
  dialog.topics = topics;
  dialog.querySelector("form").reset();
  lock(dialog, false);
  dialog.querySelector("[value=cancel]").textContent = "Cancel";
  dialog.querySelector(".go").hidden = false;
  tell(dialog, [element("p", {}, topics.map((topic) => topic.topic).join(", "))]);
  dialog.showModal();
  if (verb === "migrate") {
    tryOut(dialog);
  } else {
    turn++;
    dialog.querySelector(".go").disabled = false;
  }
}

async function tryOut(dialog) {
  const mine = ++turn;
  const go = dialog.querySelector(".go");
  go.disabled = true;
  const outcome = await outcomeOf(dialog, initiate(dialog, true));
  if (mine === turn) {
    tell(dialog, told("Would start: ", "Nothing would start.", outcome));
    go.disabled = outcome.done.length === 0;
  }
}

/** Once: what has been done is shown, and then there is nothing to do but to close. */
async function run(dialog, call, onDone) {
  const mine = ++turn;
  const together = outcomeOf(dialog, call);
  dialog.querySelector(".go").hidden = true;
  lock(dialog, true);
  dialog.querySelector("[value=cancel]").textContent = "Close";
  tell(dialog, [element("p", {}, "Waiting for the agents …")]);
  const outcome = await together;
  if (mine === turn) {
    tell(dialog, told("Done: ", "Nothing is known to be done.", outcome));
  }
  onDone();
}

const told = (what, nothing, { done, problems }) => [
  element("p", { className: "done" }, done.length === 0 ? nothing : what + done.join(", ")),
  ...problems,
];

const lock = (dialog, locked) => dialog.querySelectorAll("fieldset").forEach((fields) => (fields.disabled = locked));

const tell = (dialog, children) => dialog.querySelector(".outcome").replaceChildren(...children);

/** The API takes the topics of one link at a time. What fails for one link is told beside what was done for the others. */
async function outcomeOf(dialog, call) {
  // as they are now: the dialog may be open for others before all links have answered
  const { topics } = dialog;
  const links = [...new Set(topics.map((topic) => topic.link))];
  if (links.length > 1 && dialog.querySelector("[name=atomic]")?.checked) {
    const message = `only topics of one link go together, and these are of ${links.join(", ")}.`;
    return { done: [], problems: [problem({ message, remedy: "Select those of one link." })] };
  }
  const done = [];
  const problems = [];
  for (const link of links) {
    try {
      const answer = await call(link, topics.filter((topic) => topic.link === link).map((topic) => topic.topic));
      done.push(...answer.done);
      problems.push(...answer.errors.map((error) => problem(error.problem, error.topic)));
    } catch (refusal) {
      problems.push(...refusal.problems.map((each) => problem(each, `link ${link}`)));
    }
  }
  return { done, problems };
}

function initiate(dialog, dryRun) {
  const fields = new FormData(dialog.querySelector("form"));
  const settings = { dry_run: dryRun, atomic: fields.get("atomic") !== null };
  NUMBERS.filter((name) => fields.get(name) !== "").forEach((name) => (settings[name] = Number(fields.get(name))));
  return async (link, topics) => {
    const answer = await post("/v1/migrations/initiate", { link, topics, ...settings });
    return { done: answer.initiated, errors: answer.errors };
  };
}

const aborted = async (link, topics) => {
  const answer = await post("/v1/migrations/abort", { link, topics });
  return { done: answer.aborted, errors: answer.errors };
};
