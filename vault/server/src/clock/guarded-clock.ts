/** Time sources of a clock. */
export type ClockSources = {
  /** Wall clock of the machine, ms since 1970. Anyone who answers its NTP requests can move it. */
  readonly wall: () => number;
  /** Milliseconds since the machine started, including sleep. Cannot be set. */
  readonly uptime: () => number;
  /** Changes at each boot of the machine; null if unknown. */
  readonly boot: string | null;
};

/** The time of a clock at one uptime of the machine. A later process of the same boot continues from it. */
export type ClockAnchor = { readonly boot: string; readonly uptime: number; readonly time: number };

/** How much faster or slower than the machine's uptime a clock may run to approach the wall clock. */
export type ClockRates = {
  /** 0.01: windows end at most 1 % early, whatever happens to the wall clock. */
  readonly faster: number;
  /** Windows that end late grant nothing, so this may be large. */
  readonly slower: number;
};

/**
 * The time by which a vault counts. It runs at the pace of the machine's uptime and drifts slowly towards the wall
 * clock: stepping the wall clock forward ends no window early, and stepping it back returns no units.
 *
 * The clock cannot know how long a machine was off: after a boot it starts from the wall clock.
 */
export class GuardedClock {
  readonly #sources: ClockSources;
  readonly #rates: ClockRates;
  #uptime: number;
  #time: number;

  /** @param anchor the anchor last written by any process; ignored if it is from another boot */
  constructor(sources: ClockSources, rates: ClockRates, anchor: ClockAnchor | null) {
    this.#sources = sources;
    this.#rates = rates;
    this.#uptime = sources.uptime();
    const goesOn = anchor !== null && anchor.boot === sources.boot && anchor.uptime <= this.#uptime;
    this.#time = goesOn ? anchor.time + this.#uptime - anchor.uptime : sources.wall();
  }

  /** Milliseconds since 1970; never decreases. */
  now(): number {
    const uptime = this.#sources.uptime();
    const passed = Math.max(0, uptime - this.#uptime);
    this.#uptime = Math.max(uptime, this.#uptime);
    const lag = this.#sources.wall() - (this.#time + passed);
    const lean = Math.min(passed * this.#rates.faster, Math.max(-passed * this.#rates.slower, lag));
    this.#time += passed + lean;
    return Math.floor(this.#time);
  }

  /** Milliseconds by which the wall clock is ahead of this clock. If this is far from zero, one of them is wrong. */
  get offset(): number {
    return this.#sources.wall() - this.now();
  }

  /** Null if a later process could not recognize the same boot. */
  get anchor(): ClockAnchor | null {
    const { boot } = this.#sources;
    const time = this.now();
    return boot === null ? null : { boot, uptime: Math.ceil(this.#uptime), time };
  }
}
