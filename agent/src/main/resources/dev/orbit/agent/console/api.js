// SPDX-License-Identifier: Apache-2.0
// Calls of the HTTP API. What goes wrong is thrown as a Refusal, with the problems as the API tells them.

const TOKEN = "orbit.token";

export class Refusal extends Error {
  constructor(status, problems) {
    super(problems.map((problem) => problem.message).join(" "));
    this.status = status;
    this.problems = problems;
  }
}

export function setToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

export const get = (path) => call(path, {});

export const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

async function call(path, request) {
  const token = sessionStorage.getItem(TOKEN);
  const headers = { ...request.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  let response;
  try {
    response = await fetch(path, { ...request, headers, cache: "no-store" });
  } catch (failure) {
    throw unreadable(0, `this agent does not answer (${failure.message}).`);
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) {
    return answer;
  }
  throw answer?.errors ? new Refusal(response.status, answer.errors) : unreadable(response.status, `the answer is HTTP ${response.status}.`);
}

const unreadable = (status, message) =>
  new Refusal(status, [{ code: "no_answer", message, remedy: "See whether the agent runs; another one answers as well." }]);
