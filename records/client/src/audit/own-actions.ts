/** What this session did with scopes, and expects to find in the audit log. */
export type OwnAction = {
  readonly kind: 'read' | 'write';
  readonly scope: string;
  /** Of the head written; null for reads. */
  readonly sequence: number | null;
  /** Milliseconds, when the answer had come. */
  readonly at: number;
};

/** Actions whose leaves nobody has looked for yet. A session does a few hundred; the oldest go first. */
export type OwnActions = {
  add(action: OwnAction): void;
  waiting(): readonly OwnAction[];
  /** Forgets those that were found. */
  settle(found: ReadonlySet<OwnAction>): void;
};

const most = 10_000;

export function createOwnActions(): OwnActions {
  let actions: OwnAction[] = [];
  return {
    add: (action) => {
      actions.push(action);
      if (actions.length > most) actions.shift();
    },
    waiting: () => [...actions],
    settle: (found) => {
      actions = actions.filter((action) => !found.has(action));
    },
  };
}
