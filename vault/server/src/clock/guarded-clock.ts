/** Where a clock takes its time from. */
export type ClockSources = {
  /** What the machine says that the time is: ms since 1970. Anybody who answers its NTP requests may move it. */
  readonly wall: () => number;
  /** Milliseconds since the machine started, sleep included: nobody moves it. */
  readonly uptime: () => number;
  /** Changes with each start of the machine; null where that is not known. */
  readonly boot: string | null;
};

/** What a clock was at a moment of the machine's uptime: a later process of the same boot goes on from there. */
export type ClockAnchor = { readonly boot: string; readonly uptime: number; readonly time: number };

/** How much faster or slower than the machine's uptime a clock may go, to come near the wall's time. */
export type ClockRates = {
  /** 0.01: windows pass at most 1 % early, whatever happens to the wall's time. */
  readonly faster: number;
  /** Windows that pass late give nothing away: this may be large. */
  readonly slower: number;
};

/**
 * The time by which a vault counts. It goes at the pace of the machine's uptime and only leans towards the wall's time:
 * a wall clock that is stepped forward lets no window pass, and one that is stepped back gives nothing back either.
 *
 * What is not known: for how long a machine was off. After a start of the machine the wall's time is taken as it is.
 */
export class GuardedClock {
  readonly #sources: ClockSources;
  readonly #rates: ClockRates;
  #uptime: number;
  #time: number;

  /** @param anchor what was last written, by whichever process; of another boot it is worth nothing */
  constructor(sources: ClockSources, rates: ClockRates, anchor: ClockAnchor | null) {
    this.#sources = sources;
    this.#rates = rates;
    this.#uptime = sources.uptime();
    const goesOn = anchor !== null && anchor.boot === sources.boot && anchor.uptime <= this.#uptime;
    this.#time = goesOn ? anchor.time + this.#uptime - anchor.uptime : sources.wall();
  }

  /** Milliseconds since 1970; never less than before. */
  now(): number {
    const uptime = this.#sources.uptime();
    const passed = Math.max(0, uptime - this.#uptime);
    this.#uptime = Math.max(uptime, this.#uptime);
    const lag = this.#sources.wall() - (this.#time + passed);
    const lean = Math.min(passed * this.#rates.faster, Math.max(-passed * this.#rates.slower, lag));
    this.#time += passed + lean;
    return Math.floor(this.#time);
  }

  /** Milliseconds that the wall's time is ahead of this clock: far from zero, one of the two is wrong. */
  get offset(): number {
    return this.#sources.wall() - this.now();
  }

  /** Null where no later process could know that it is the same boot. */
  get anchor(): ClockAnchor | null {
    const { boot } = this.#sources;
    const time = this.now();
    return boot === null ? null : { boot, uptime: Math.ceil(this.#uptime), time };
  }
}
