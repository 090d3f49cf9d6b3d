import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { createFileBoard } from "../../../provider/board/file-board";
import type { Note } from "../../../provider/check/notes";

const note = (urn: string): Note => ({ kind: "read", urn });
const parents: string[] = [];
afterEach(() => {
  for (const parent of parents.splice(0)) rmSync(parent, { recursive: true, force: true });
});

function temporary(): string {
  const parent = mkdtempSync(path.join(os.tmpdir(), "board-test-"));
  parents.push(parent);
  return parent;
}

const address = "127.0.0.1:4000";
const user = process.getuid?.();
const named = (name: string) => (user === undefined ? name : `${name}-${user}`);
const homeIn = (parent: string) => path.join(parent, named("pulumi-managed-agents"));
/** A process that has ended, so that its number is nobody's for now. */
const deadPid = () => spawnSync(process.execPath, ["-e", ""]).pid;

test("what one board posts all others of the same address read, once", () => {
  const parent = temporary();
  const [one, two, other] = [address, address, "127.0.0.1:4001"].map((each) =>
    createFileBoard(each, parent),
  );
  one?.post(note("a"));
  one?.post(note("b"));
  two?.post(note("c"));
  expect(two?.read()).toEqual([note("a"), note("b")]);
  expect(two?.read()).toEqual([]);
  one?.post(note("d\nü"));
  expect(two?.read()).toEqual([note("d\nü")]);
  expect(one?.read()).toEqual([note("c")]);
  expect(other?.read()).toEqual([]);
});

test("what is cleared is not read by who comes later", () => {
  const parent = temporary();
  const one = createFileBoard(address, parent);
  one.post(note("a"));
  one.clear();
  one.post(note("b"));
  expect(createFileBoard(address, parent).read()).toEqual([note("b")]);
});

test("half a line, and lines that are no notes, are passed over", () => {
  const parent = temporary();
  const one = createFileBoard(address, parent);
  one.post(note("a"));
  const [folder = ""] = readdirSync(homeIn(parent));
  const file = path.join(homeIn(parent), folder, `${process.pid}-stranger.jsonl`);
  writeFileSync(file, `nonsense\n${JSON.stringify(note("b"))}\n{"kind":"re`);
  const two = createFileBoard(address, parent);
  expect([...two.read()].sort()).toEqual([note("a"), note("b")].sort());
  expect(two.read()).toEqual([]);
});

test("what a process left that has ended is of another operation", () => {
  const parent = temporary();
  createFileBoard(address, parent).post(note("a"));
  const [folder = ""] = readdirSync(homeIn(parent));
  const file = path.join(homeIn(parent), folder, `${deadPid()}-0.jsonl`);
  writeFileSync(file, `${JSON.stringify(note("stale"))}\n`);
  expect(createFileBoard(address, parent).read()).toEqual([note("a")]);
});

test("folders of operations that have ended go once they are old", () => {
  const parent = temporary();
  createFileBoard(address, parent).post(note("a"));
  const home = homeIn(parent);
  const long = new Date(Date.now() - 7_200_000);
  for (const [name, pid] of [
    ["dead", deadPid()],
    ["alive", process.pid],
    ["fresh", deadPid()],
  ] as const) {
    const folder = path.join(home, name);
    mkdirSync(folder);
    writeFileSync(path.join(folder, `${pid}-0.jsonl`), "");
    if (name !== "fresh") {
      for (const each of [path.join(folder, `${pid}-0.jsonl`), folder])
        utimesSync(each, long, long);
    }
  }
  createFileBoard("127.0.0.1:4002", parent).post(note("b"));
  const left = readdirSync(home);
  expect(left).not.toContain("dead");
  expect(left).toEqual(expect.arrayContaining(["alive", "fresh"]));
});

const asUser = process.getuid === undefined ? test.skip : test;

asUser("a folder that others can write to, or that is none, is not used", () => {
  for (const spoil of [
    (home: string) => {
      mkdirSync(home);
      chmodSync(home, 0o777);
    },
    (home: string) => symlinkSync(os.tmpdir(), home),
    (home: string) => writeFileSync(home, ""),
  ]) {
    const parent = temporary();
    spoil(homeIn(parent));
    const [one, two] = [createFileBoard(address, parent), createFileBoard(address, parent)];
    one.post(note("a"));
    expect(two.read()).toEqual([]);
  }
});

asUser("nobody else can look into what is written", () => {
  const parent = temporary();
  createFileBoard(address, parent).post(note("a"));
  const [folder = ""] = readdirSync(homeIn(parent));
  const inside = path.join(homeIn(parent), folder);
  const [file = ""] = readdirSync(inside);
  expect(statSync(inside).mode & 0o077).toBe(0);
  expect(statSync(path.join(inside, file)).mode & 0o077).toBe(0);
});

test("a process that ends takes its notes with it", () => {
  const parent = temporary();
  const hook = path.resolve("tests/setup/typescript-hook.cjs");
  const board = path.resolve("provider/board/file-board.ts");
  const program = `require(${JSON.stringify(board)}).createFileBoard("x:1", ${JSON.stringify(parent)}).post({ kind: "read", urn: "a" })`;
  const { status } = spawnSync(process.execPath, ["--require", hook, "-e", program]);
  expect(status).toBe(0);
  expect(readdirSync(homeIn(parent))).toEqual([]);
});
