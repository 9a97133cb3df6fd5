/** Limits of the API of Records. */
export const recordsLimits = {
  /** Largest JSON body, in bytes. */
  requestBytes: 8 * 1024 * 1024,
  /** Largest sealed version, in bytes, and most in one write. */
  versionBytes: 3 * 1024 * 1024,
  versionsPerWrite: 500,
  /** Most current resources of a patient; of an agenda's day. */
  resourcesPerScope: 20_000,
  entriesPerAgendaDay: 40,
  /** Erasures of patients that a practice asks for in 24 hours, and days from the confirmation to the destruction. */
  erasuresPerDay: 20,
  erasureDelayDays: 7,
  /** Others whom a member has frozen in 24 hours; of all members, and of the doctors, one in so many at once. */
  freezesPerDay: 2,
  frozenShare: 3,
  /** Most search terms of one patient. */
  termsPerScope: 12,
  /** Most postings of one patient at a time: as many as the index of a scope holds (docs/protocol.md 7.5). */
  postingsPerScope: 24,
  /** Most versions in one answer, and about so many bytes. */
  versionsPerAnswer: 500,
  answerBytes: 4 * 1024 * 1024,
  /** Most cards or locators in one lookup. */
  lookups: 20,
  /** Most imports that wrote to one scope, each with an element of its own: the first reader pays one unit for each. */
  sealsPerScope: 16,
  /** Largest binary, in bytes. */
  binaryBytes: 512 * 1024 * 1024,
  /** Bytes of a sealed card and of a sealed posting (docs/protocol.md 7.5). */
  cardBytes: 16 + 12 + 256 + 16,
  postingBytes: 12 + 16 + 48 + 16 + 16,
  leavesPerAnswer: 1000,
} as const;
