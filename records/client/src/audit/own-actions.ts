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
  waiting(): readonly OwnAction[];
  /** Removes actions whose leaves were found. */
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
