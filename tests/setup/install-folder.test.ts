import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fillFolderOnce } from "./install-folder.cjs";

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(path.join(os.tmpdir(), "install-folder-"));
  folder = path.join(parent, "3.259.0");
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const log = () => {};
const isComplete = async () => existsSync(path.join(folder, "tool"));
const fill = async (draft: string) => writeFileSync(path.join(draft, "tool"), "content");

test("the folder appears whole, and nothing stays beside it", async () => {
  let seenWhileFilling: readonly string[] = [];
  await fillFolderOnce({ folder, log }, isComplete, async (draft) => {
    await fill(draft);
    seenWhileFilling = readdirSync(parent).filter((name) => name === "3.259.0");
  });
  expect(seenWhileFilling).toEqual([]);
  expect(readdirSync(parent)).toEqual(["3.259.0"]);
  expect(await isComplete()).toBe(true);
});

test("of two that start at once, one fills", async () => {
  let filled = 0;
  const count = async (draft: string) => {
    filled += 1;
    await fill(draft);
  };
  await Promise.all([
    fillFolderOnce({ folder, log }, isComplete, count),
    fillFolderOnce({ folder, log }, isComplete, count),
  ]);
  expect(filled).toBe(1);
});

test("a failure leaves nothing behind", async () => {
  const failing = fillFolderOnce({ folder, log }, isComplete, async (draft) => {
    await fill(draft);
    throw new Error("no compiler");
  });
  await expect(failing).rejects.toThrow("no compiler");
  expect(readdirSync(parent)).toEqual([]);
});

test("drafts of killed processes and a broken folder give way", async () => {
  mkdirSync(path.join(parent, ".draft-3.259.0-abandoned"));
  mkdirSync(folder);
  writeFileSync(path.join(folder, "half"), "");
  await fillFolderOnce({ folder, log }, isComplete, fill);
  expect(readdirSync(parent)).toEqual(["3.259.0"]);
  expect(readdirSync(folder)).toEqual(["tool"]);
});
