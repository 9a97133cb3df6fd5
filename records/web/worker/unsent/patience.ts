/**
 * Longest wait for the server or a vault; after it, an entry is shown as waiting, and its request goes on. An action of
 * several requests, and the client's own work, may take longer.
 */
const longestSilenceMs = 5000;
/** Pause between two looks while no answer is owed. */
const lookMs = 1000;

/** Waits for the answers to what a member does. */
export type Patience = {
  /**
   * @param answer of an action
   * @returns its answer; false after a silence or when the waits end
   */
  waitFor(answer: Promise<boolean>): Promise<boolean>;
  /** Ends all waits, and those that follow at once: the session closes. */
  end(): void;
  /** Waits again, in the next session. */
  restart(): void;
};

/** @param silentSince since when an answer is owed, in ms since 1970; null if none is */
export function createPatience(silentSince: () => number | null): Patience {
  const ends = new Set<() => void>();
  let isOver = false;
  return {
    async waitFor(answer) {
      const silence = Promise.withResolvers<false>();
      const end = (): void => {
        silence.resolve(false);
      };
      ends.add(end);
      const startedAt = Date.now();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const listen = (): void => {
        const since = silentSince();
        const silentMs = since === null ? 0 : Date.now() - Math.max(startedAt, since);
        if (isOver || silentMs >= longestSilenceMs) end();
        else timer = setTimeout(listen, since === null ? lookMs : longestSilenceMs - silentMs);
      };
      listen();
      return Promise.race([answer, silence.promise]).finally(() => {
        ends.delete(end);
        clearTimeout(timer);
      });
    },
    end() {
      isOver = true;
      for (const end of ends) end();
    },
    restart() {
      isOver = false;
    },
  };
}
