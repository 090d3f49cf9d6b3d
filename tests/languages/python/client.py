"""Calls every method of sessions, events, resources and threads with the official client. Prints what it finds, as JSON."""

import inspect
import json
import sys

import anthropic

url, key, agent_id = sys.argv[1:4]
sessions = anthropic.Anthropic(base_url=url, api_key=key, max_retries=0).beta.sessions


def say(text):
    return {"type": "user.message", "content": [{"type": "text", "text": text}]}


def refusal(call):
    try:
        call()
    except anthropic.APIStatusError as error:
        details = error.body["error"].get("details") or {}
        found = {"status": error.status_code, "code": details.get("error_code")}
        return {name: value for name, value in found.items() if value is not None}
    raise AssertionError("the call was not refused")


def types_of(items):
    return [item.type for item in items]


def until(stream, last):
    """The types of a stream's events, pings left out, up to the one that is the last wanted."""
    types = []
    for event in stream:
        types.append(event.type)
        if event.type == last:
            break
    return types


created = sessions.create(
    agent=agent_id,
    environment_id="env_1",
    title="Everything",
    resources=[
        {
            "type": "github_repository",
            "url": "https://github.com/org/repo",
            "authorization_token": "token",
        }
    ],
)
sid = created.id
multiagent = created.agent.multiagent
found = {"created": [created.status, multiagent.type, multiagent.workflows.type]}
found["retrieved"] = sessions.retrieve(sid).id == sid
listed = sessions.list(limit=1, order="asc")
found["listed"] = ["created" if session.id == sid else session.id for session in listed]
updated = sessions.update(
    sid,
    title="New title",
    agent={
        "tools": [
            {"type": "agent_toolset_20260401"},
            {"type": "mcp_toolset", "mcp_server_name": "linear"},
        ],
        "mcp_servers": [{"type": "url", "name": "linear", "url": "https://mcp.linear.app/sse"}],
    },
)
servers = [server.name for server in updated.agent.mcp_servers]
found["updated"] = [updated.title, types_of(updated.agent.tools), servers]

added = sessions.resources.add(sid, type="file", file_id="file_1")
mounted = list(sessions.resources.list(sid))
repository = next(resource for resource in mounted if resource.type == "github_repository")
rotated = sessions.resources.update(repository.id, session_id=sid, authorization_token="another")
found["resources"] = {
    "added": added.type,
    "listed": types_of(mounted),
    "retrieved": sessions.resources.retrieve(added.id, session_id=sid).type,
    "rotated": rotated.type,
    "deleted": sessions.resources.delete(added.id, session_id=sid).type,
}

with sessions.events.stream(sid) as stream:
    sessions.events.send(sid, events=[say("Review all contracts.")])
    sessions.retrieve(sid)
    found["streamed"] = until(stream, "session.status_idle")
runs = sessions.events.list(sid, types=["workflow_run.created"], limit=1)
found["runs"] = [[run.name, [phase.name for phase in run.phases]] for run in runs]
found["refusedUpdate"] = refusal(lambda: sessions.update(sid, agent={"tools": []}))
found["refusedArchive"] = refusal(lambda: sessions.archive(sid))
found["refusedDelete"] = refusal(lambda: sessions.delete(sid))


def brief(thread):
    return [thread.status, thread.workflow_run_id is not None]


threads = sessions.threads
every = list(threads.list(sid))
thread_id = every[1].id
found["threads"] = [brief(thread) for thread in every]
found["thread"] = brief(threads.retrieve(thread_id, session_id=sid))
found["refusedThreadArchive"] = refusal(lambda: threads.archive(thread_id, session_id=sid))
found["threadEvents"] = types_of(threads.events.list(thread_id, session_id=sid))
with threads.events.stream(thread_id, session_id=sid) as stream:
    sessions.events.send(sid, events=[say("Stop your runs.")])
    found["threadStreamed"] = until(stream, "session.thread_status_terminated")
ended = sessions.events.list(sid, types=["workflow_run.status_ended"])
found["ended"] = sorted({event.result.type for event in ended})
archived_thread = threads.archive(thread_id, session_id=sid)
found["threadArchived"] = archived_thread.archived_at is not None

waiting = list(sessions.events.list("sesn_waiting", order="desc"))
asked = next(event for event in waiting if event.type == "agent.tool_use")
answer = {"type": "user.tool_confirmation", "tool_use_id": asked.id, "result": "allow"}
found["confirmed"] = types_of(sessions.events.send("sesn_waiting", events=[answer]).data)
interrupt = {"type": "user.interrupt"}
found["interrupted"] = types_of(sessions.events.send("sesn_waiting", events=[interrupt]).data)

sessions.retrieve(sid)
archived = sessions.archive(sid)
found["archived"] = [archived.status, archived.archived_at is not None]
found["refusedSend"] = refusal(lambda: sessions.events.send(sid, events=[say("Hello")]))["status"]
found["deleted"] = sessions.delete(sid).type
found["gone"] = refusal(lambda: sessions.retrieve(sid))["status"]


def methods_of(part):
    """What is defined on the class itself: calls, not the parts and the raw forms of them."""
    functions = inspect.getmembers(type(part), inspect.isfunction)
    return sorted(name for name, _ in functions if not name.startswith("_") and name in vars(type(part)))


methods = {
    "sessions": methods_of(sessions),
    "events": methods_of(sessions.events),
    "resources": methods_of(sessions.resources),
    "threads": methods_of(threads),
    "threadEvents": methods_of(threads.events),
}
print(json.dumps({"found": found, "methods": methods}))
