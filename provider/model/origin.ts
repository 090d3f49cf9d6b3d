import { isObject } from "./json";
import { shownText } from "./shown-text";

/**
 * Who answers: the address that is asked, and the organisation and workspace that the answers' headers name, where they
 * do (API §1.1). A session that is not there says something only at the party where it was seen.
 */
export interface Origin {
  readonly address: string;
  readonly organizationId?: string;
  readonly workspaceId?: string;
}

/** The origin that a state remembers; undefined if it remembers none, as states of earlier versions. */
export function parseOrigin(value: unknown): Origin | undefined {
  if (!isObject(value) || typeof value.address !== "string") {
    return undefined;
  }
  const { address, organizationId, workspaceId } = value;
  return {
    address,
    ...(typeof organizationId === "string" ? { organizationId } : {}),
    ...(typeof workspaceId === "string" ? { workspaceId } : {}),
  };
}

/**
 * Whether two origins cannot be one party. An organisation is the same behind whatever gateway; where one of the two is
 * not known, the addresses decide.
 */
export function isElsewhere(before: Origin, now: Origin): boolean {
  const areKnown = before.organizationId !== undefined && now.organizationId !== undefined;
  const isOtherParty = areKnown
    ? before.organizationId !== now.organizationId
    : before.address !== now.address;
  const areWorkspacesKnown = before.workspaceId !== undefined && now.workspaceId !== undefined;
  return isOtherParty || (areWorkspacesKnown && before.workspaceId !== now.workspaceId);
}

/** `https://api.anthropic.com, organization 1f0c…, workspace wrkspc_1`. */
export function originText({ address, organizationId, workspaceId }: Origin): string {
  const parts = [
    address,
    ...(organizationId === undefined ? [] : [`organization ${organizationId}`]),
    ...(workspaceId === undefined ? [] : [`workspace ${workspaceId}`]),
  ];
  return parts.map((part) => shownText(part)).join(", ");
}
