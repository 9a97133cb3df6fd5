import { networkPrefixes, type Database } from '@etanche/platform';
import { Refusal } from './refusal.ts';

type Waiting = { readonly start: () => void; readonly refuse: () => void };
/** Requests that run and that wait, by group in the order of the next turns; the narrowest group has a queue. */
type Group = {
  /** At once. */
  readonly most: number;
  running: number;
  waiting: number;
  readonly groups: Map<string, Group>;
  readonly queue: Waiting[];
};

/** The groups of a caller, from the widest to the narrowest: groups take turns, and so do the groups within each. */
export type Asker = readonly string[];

/** Most requests of one asker, and of all, that wait for their turn. */
const waitingPerAsker = 256;
const waitingInAll = 4096;

/**
 * Connections to the store for one sort of request, so that others never wait behind it. Askers take turns: one that
 * sends many waits behind itself, and one that has many addresses behind the widest network of them. When too many
 * wait, the last one of the largest group is refused, so that nobody fills the lane for the others.
 */
export class Lane {
  readonly #database: Database;
  readonly #all: Group;
  /** At once, of a group of each width. */
  readonly #shares: readonly number[];

  /**
   * @param atOnce at most as many as `database` has connections
   * @param shares most at once of one group, from the widest; without one, all
   */
  constructor(database: Database, atOnce: number, shares: readonly number[] = []) {
    this.#database = database;
    this.#all = newGroup(atOnce);
    this.#shares = shares;
  }

  /** @throws Refusal `overloaded` when too many wait, and what `work` throws */
  async run<T>(asker: Asker, work: (database: Database) => Promise<T>): Promise<T> {
    const path = this.#pathOf(asker);
    if (path.every(({ running, most, waiting }) => running < most && waiting === 0)) move(path, 'running', 1);
    else await this.#turnOf(path);
    try {
      return await work(this.#database);
    } finally {
      move(path, 'running', -1);
      while (startNext(this.#all));
      tidy(this.#all, asker);
    }
  }

  /** The groups of an asker, from all. */
  #pathOf(asker: Asker): Group[] {
    const path = [this.#all];
    for (const [width, name] of asker.entries()) {
      const within = path.at(-1)?.groups;
      const found = within?.get(name) ?? newGroup(this.#shares[width] ?? this.#all.most);
      within?.set(name, found);
      path.push(found);
    }
    return path;
  }

  /** Resolves when the request may run, and is counted among those that do. */
  #turnOf(path: readonly Group[]): Promise<undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const start = (): void => {
      resolve(undefined);
    };
    const refuse = (): void => {
      reject(new Refusal('overloaded', { retryAfter: 1 }));
    };
    const own = path.at(-1) ?? this.#all;
    if (own.queue.length >= waitingPerAsker) {
      refuse();
      return promise;
    }
    own.queue.push({ start, refuse });
    move(path, 'waiting', 1);
    if (this.#all.waiting > waitingInAll) refuseLastOfLargest(this.#all);
    // A group of this asker may be full while others have room, and the other way round.
    while (startNext(this.#all));
    return promise;
  }
}

function newGroup(most: number): Group {
  return { most, running: 0, waiting: 0, groups: new Map(), queue: [] };
}

function move(path: readonly Group[], what: 'running' | 'waiting', by: 1 | -1): void {
  for (const group of path) group[what] += by;
}

/** Starts the one whose turn it is among those who may run; its group goes to the end. */
function startNext(group: Group): boolean {
  if (group.waiting === 0 || group.running >= group.most) return false;
  const [first] = group.queue.splice(0, 1);
  first?.start();
  const started = first !== undefined || startNextOf(group.groups);
  if (!started) return false;
  group.waiting -= 1;
  group.running += 1;
  return true;
}

function startNextOf(groups: Map<string, Group>): boolean {
  for (const [name, within] of groups) {
    if (!startNext(within)) continue;
    groups.delete(name);
    groups.set(name, within);
    return true;
  }
  return false;
}

function refuseLastOfLargest(group: Group): void {
  group.waiting -= 1;
  let largest: Group | undefined;
  for (const each of group.groups.values()) if (each.waiting > (largest?.waiting ?? 0)) largest = each;
  if (largest === undefined) group.queue.pop()?.refuse();
  else refuseLastOfLargest(largest);
}

/** Forgets the groups of an asker of which nothing runs and nothing waits. */
function tidy(group: Group, [name, ...narrower]: Asker): void {
  const within = name === undefined ? undefined : group.groups.get(name);
  if (name === undefined || within === undefined) return;
  tidy(within, narrower);
  if (within.running === 0 && within.waiting === 0 && within.groups.size === 0) group.groups.delete(name);
}

/** The networks of an address, as lanes tell them apart: an IPv6 address is in three, one inside the other. */
export function networksOf(address: string | null): Asker {
  const prefixes = address === null ? null : networkPrefixes(address);
  if (prefixes === null) return ['unknown'];
  return prefixes.map((prefix) => Buffer.from(prefix).toString('hex')).toReversed();
}
