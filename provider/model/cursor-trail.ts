/** The cursors of one list that were followed: a list that names one of them again would be read for ever. */
export interface CursorTrail {
  /** Whether the list leads back to a page that was read before; a cursor that is new is noted. */
  leadsBack(cursor: string): boolean;
}

export function createCursorTrail(): CursorTrail {
  const followed = new Set<string>();
  return {
    leadsBack(cursor) {
      const isKnown = followed.has(cursor);
      followed.add(cursor);
      return isKnown;
    },
  };
}
