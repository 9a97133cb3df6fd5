/** Limits of the API of Records. */
export const recordsLimits = {
  /** Largest JSON body, in bytes. */
  requestBytes: 8 * 1024 * 1024,
  /**
   * Largest sealed pack, in bytes, and maximum numbers of versions and of packs in one write. An agenda has a pack for
   * each entry.
   */
  packBytes: 4 * 1024 * 1024 + 16,
  versionsPerWrite: 500,
  packsPerWrite: 64,
  /** Maximum number of versions in one pack, with those of earlier packs that it carries. */
  versionsPerPack: 1000,
  /** Maximum number of current resources of a patient, and of a day of the agenda. */
  resourcesPerScope: 20_000,
  entriesPerAgendaDay: 40,
  /** Bytes of the lists of all packs of a scope, former ones included: 322,638 versions. */
  listBytesPerScope: 16 * 1024 * 1024,
  /** Maximum number of documents of a practice's settings, deleted ones included. */
  settingsPerPractice: 4000,
  /** Maximum number of unassigned scopes in one answer. */
  unassignedPerAnswer: 200,
  /**
   * Maximum number of erasures that a practice may request in 24 hours, and days from the confirmation to the
   * destruction.
   */
  erasuresPerDay: 20,
  /**
   * Maximum number of single resources that a practice may destroy in 24 hours; they too are emptied after the delay.
   */
  destroyedPerDay: 20,
  erasureDelayDays: 7,
  /**
   * Maximum number of other members that a member may freeze in 24 hours. At most one in so many of all members, and of
   * the doctors, may be frozen at once.
   */
  freezesPerDay: 2,
  frozenShare: 3,
  /** Maximum number of search terms of one patient. */
  termsPerScope: 12,
  /** Maximum number of postings of one patient: the capacity of a scope's index (docs/protocol.md 7.5). */
  postingsPerScope: 24,
  /** Maximum number of packs in one answer, and its approximate number of bytes. */
  packsPerAnswer: 500,
  answerBytes: 4 * 1024 * 1024,
  /** Maximum numbers of scopes and of empty days that one request follows, and the longest time that it waits. */
  followedScopes: 200,
  followedDays: 100,
  waitSeconds: 30,
  /** Time after a logged read in which further reads by the same session write no leaf (docs/protocol.md 8.3). */
  followMinutes: 15,
  /** Maximum number of cards or locators in one lookup. */
  lookups: 20,
  /** Maximum number of scopes of which an importer asks in one request whether they exist. */
  storedScopes: 256,
  /** Maximum number of writes in one list of an importer. */
  writesPerList: 32,
  /**
   * Maximum number of imports that wrote to one scope, each with its own element: the first reader pays one unit for
   * each.
   */
  sealsPerScope: 16,
  /** Maximum number of binaries that one write names. */
  binariesPerWrite: 50,
  /** Maximum number of packs in a file of copies. */
  copiedPacks: 100_000,
  /** Largest binary, in bytes. */
  binaryBytes: 512 * 1024 * 1024,
  /** Bytes of a sealed card and of a sealed posting (docs/protocol.md 7.5). */
  cardBytes: 16 + 12 + 256 + 16,
  postingBytes: 12 + 16 + 48 + 16 + 16,
  leavesPerAnswer: 1000,
} as const;
