/** An action of this session on a scope, which must appear in the audit log. */
export type OwnAction = {
  readonly kind: 'read' | 'write';
  readonly scope: string;
  /** Sequence of the head written; null for reads. */
  readonly sequence: number | null;
  /** Time of the answer, in milliseconds. */
  readonly at: number;
};

/** Actions whose leaves were not found yet. A session has a few hundred; beyond 10,000 the oldest are dropped. */
export type OwnActions = {
  add(action: OwnAction): void;
  /** Time of the last read of a scope that must have a leaf; null if there was none. */
  lastRead(scope: string): number | null;
  waiting(): readonly OwnAction[];
  /** Removes actions whose leaves were found. */
  settle(found: ReadonlySet<OwnAction>): void;
};

const most = 10_000;

export function createOwnActions(): OwnActions {
  let actions: OwnAction[] = [];
  const reads = new Map<string, number>();
  return {
    lastRead: (scope) => reads.get(scope) ?? null,
    add: (action) => {
      if (action.kind === 'read') reads.set(action.scope, action.at);
      actions.push(action);
      if (actions.length > most) actions.shift();
    },
    waiting: () => [...actions],
    settle: (found) => {
      actions = actions.filter((action) => !found.has(action));
    },
  };
}
