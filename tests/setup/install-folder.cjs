// Fills folders that many processes share. Plain JavaScript, because bootstrap.mjs needs it before anything is
// installed.
"use strict";
const { randomUUID } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { withProcessLock } = require("./process-lock.cjs");

/** Longer than a build on a slow machine takes. */
const LOCK_WAIT_MS = 20 * 60_000;

function fillFolderOnce({ folder, log, signal }, isComplete, fill) {
  const parent = path.dirname(folder);
  const draftPrefix = `.draft-${path.basename(folder)}-`;
  const onWait = ({ pid }) => log(`waiting for process ${pid}, which is filling ${folder}`);
  const lock = path.join(parent, `.${path.basename(folder)}.lock`);
  return withProcessLock(lock, { waitMs: LOCK_WAIT_MS, onWait, signal }, async () => {
    if (await isComplete()) return;
    for (const leftover of fs.readdirSync(parent).filter((name) => name.startsWith(draftPrefix))) {
      fs.rmSync(path.join(parent, leftover), { recursive: true, force: true });
    }
    const draft = path.join(parent, draftPrefix + randomUUID());
    try {
      fs.mkdirSync(draft, { recursive: true });
      await fill(draft);
      // What is there is not complete, or this would not run; a rename needs the place free.
      if (fs.existsSync(folder)) fs.rmSync(folder, { recursive: true, force: true });
      fs.renameSync(draft, folder);
    } finally {
      fs.rmSync(draft, { recursive: true, force: true });
    }
  });
}

module.exports = { fillFolderOnce };
