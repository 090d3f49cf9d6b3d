import { closeAll, expectError, startRaw, typesOf } from "./raw-http";

afterEach(closeAll);

const REPOSITORY = {
  type: "github_repository",
  id: "sesrsc_repo",
  url: "https://github.com/org/repo",
  mount_path: "/workspace/repo",
  checkout: null,
};

test("a file is added, found and detached", async () => {
  const { emulator, send } = await startRaw();
  const path = `/v1/sessions/${emulator.seed().id}/resources`;
  const added = await send("POST", path, {
    type: "file",
    file_id: "file_1",
    mount_path: "/a/b.txt",
  });
  expect(added.body).toMatchObject({ type: "file", mount_path: "/mnt/session/uploads/a/b.txt" });
  expect((await send("GET", path)).body).toEqual({ data: [added.body], next_page: null });
  const one = `${path}/${added.body.id}`;
  expect((await send("GET", one)).body).toEqual(added.body);
  const detached = { id: added.body.id, type: "session_resource_deleted" };
  expect((await send("DELETE", one)).body).toEqual(detached);
  expectError(await send("DELETE", one), 404, "not_found_error");
});

test("only files are added, only repositories get a new token", async () => {
  const { emulator, send } = await startRaw();
  const { id } = emulator.seed({ resources: [REPOSITORY] });
  const path = `/v1/sessions/${id}/resources`;
  const memory = { type: "memory_store", memory_store_id: "memstore_1" };
  expectError(await send("POST", path, memory), 400, "invalid_request_error", "type");
  const file = (await send("POST", path, { type: "file", file_id: "f" })).body.id;
  const token = { authorization_token: "secret" };
  expectError(await send("POST", `${path}/${file}`, token), 400, "invalid_request_error");
  const rotated = await send("POST", `${path}/sesrsc_repo`, token);
  expect(rotated).toMatchObject({ status: 200, body: REPOSITORY });
  expect(JSON.stringify(emulator.session(id))).not.toContain("secret");
});

test("an archived session keeps its resources", async () => {
  const { emulator, send } = await startRaw();
  const { id } = emulator.seed({
    resources: [REPOSITORY],
    archived_at: "2026-11-01T00:00:00.000000Z",
  });
  const path = `/v1/sessions/${id}/resources`;
  expectError(await send("DELETE", `${path}/sesrsc_repo`), 400, "invalid_request_error");
  expect((await send("GET", path)).body.data).toHaveLength(1);
});

test("every session has its primary thread, which follows its status", async () => {
  const { emulator, send } = await startRaw();
  const { id } = emulator.seed({ status: "running" });
  const path = `/v1/sessions/${id}/threads`;
  const { data } = (await send("GET", path)).body;
  expect(data).toMatchObject([
    { type: "session_thread", session_id: id, parent_thread_id: null, status: "running" },
  ]);
  const one = `${path}/${data[0]?.id}`;
  expect((await send("GET", one)).body).toEqual(data[0]);
  expect((await send("GET", `${path}?statuses[]=idle`)).body.data).toEqual([]);
  const events = typesOf((await send("GET", `${one}/events`)).body.data);
  expect(events).toEqual(["session.thread_status_running", "span.model_request_start"]);
  expectError(await send("POST", `${one}/archive`), 400, "invalid_request_error");
  emulator.finishTurn(id);
  expect((await send("POST", `${one}/archive`)).body.archived_at).toEqual(expect.any(String));
  expectError(await send("GET", `${path}/sthr_other`), 404, "not_found_error");
});
