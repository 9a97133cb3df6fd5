type Names = ReadonlyMap<string, string>;

/** The names of members, which are read once, and again for one who joined since. */
export type NameKeeper = {
  /** @returns null if the practice lists no such member, or if the names could not be read now */
  readonly nameOf: (member: string) => Promise<string | null>;
};

export function createNameKeeper(read: () => Promise<Names>): NameKeeper {
  let known: Names | null = null;
  let reading: Promise<Names> | null = null;
  /** Members whom the practice did not list when the names were read for them. */
  const unlisted = new Set<string>();
  /** Several who ask at the same time wait for one answer. */
  const readOnce = (): Promise<Names> => {
    reading ??= read()
      .then((names) => (known = names))
      .finally(() => (reading = null));
    return reading;
  };
  return {
    async nameOf(member) {
      const before = known?.get(member);
      if (before !== undefined || unlisted.has(member)) return before ?? null;
      try {
        const name = (await readOnce()).get(member) ?? null;
        if (name === null) unlisted.add(member);
        return name;
      } catch {
        return null;
      }
    },
  };
}
