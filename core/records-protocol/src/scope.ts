import { bytes32Schema, bytes64Schema, limits, object, recordIdSchema, type Shape } from '@etanche/core-protocol';
import { bytes16, counter, date, flag, jws, list, positive, sealed, staffName, time } from './fields.ts';
import { recordsLimits } from './limits.ts';

export const compartments = ['identity', 'clinical'] as const;
export type Compartment = (typeof compartments)[number];
export const compartmentSchema = { enum: compartments } as const;
export const headJws = jws(2048);
export const freshnessJws = jws(2048);

/** What an importer sealed versions under (docs/protocol.md 7.7). */
export const sealSchema = object({ element: bytes32Schema, batch: recordIdSchema });
const seals = list(sealSchema, recordsLimits.sealsPerScope);

/** Docs/protocol.md 7.4. In an answer `seal` is the place of a version's seal in `seals`; a write says it once for all. */
export const versionSchema = object(
  {
    resource: recordIdSchema,
    version: positive,
    compartment: compartmentSchema,
    epoch: positive,
    author: recordIdSchema,
    salt: bytes32Schema,
    sealed: sealed(recordsLimits.versionBytes),
    seal: { type: 'integer', minimum: 0, maximum: recordsLimits.sealsPerScope - 1 },
  },
  ['seal'],
);
export type SealedVersion = Shape<typeof versionSchema>;
/** A current version, whether or not the reader may open it: what the head's root is over. */
export const leafSchema = object({
  resource: recordIdSchema,
  version: positive,
  compartment: compartmentSchema,
  hash: bytes32Schema,
});
export type VersionLeaf = Shape<typeof leafSchema>;

/** A scope has one posting at a locator at most: the next one replaces it. */
export const postingSchema = object({ locator: bytes16, sealed: sealed(recordsLimits.postingBytes) });
const locatorsSchema = list(bytes16, recordsLimits.postingsPerScope);
export const writeKinds = ['create', 'edit', 'import', 'merge', 'unmerge', 'agenda', 'link'] as const;

/**
 * One atomic write of a scope: all of it or nothing. `create` comes with the first one; an agenda's day has a
 * practitioner and a date; a patient's file has `eraser`, the public key that signs its erasure, without which it could
 * never be erased: the server rejects a file that names none. The head is the next after the current one, by the writer. An importer, and nobody else, states the `seal` of its versions.
 */
export const writeSchema = object(
  {
    kind: { enum: writeKinds },
    create: object(
      {
        purpose: { enum: ['scope', 'agenda'] },
        erasure: bytes32Schema,
        eraser: bytes32Schema,
        practitioner: recordIdSchema,
        date,
      },
      ['eraser', 'practitioner', 'date'],
    ),
    head: headJws,
    versions: list(versionSchema, recordsLimits.versionsPerWrite),
    seal: sealSchema,
    card: sealed(recordsLimits.cardBytes),
    postings: object({ add: list(postingSchema, recordsLimits.postingsPerScope), remove: locatorsSchema }),
    binaries: list(recordIdSchema, 50),
  },
  ['create', 'seal', 'card', 'postings', 'binaries'],
);
export type Write = Shape<typeof writeSchema>;
/** `full` lists the locators of added postings that more patients share than a search shows. */
export const writtenSchema = object({ freshness: freshnessJws, full: locatorsSchema });

/**
 * A scope as the caller may see it: `leaves` of all current versions, `versions` of the compartments of the caller's
 * part that changed after `since`. `next` is the resource id after which to go on.
 */
export const scopeSchema = object(
  {
    purpose: { enum: ['scope', 'agenda'] },
    head: headJws,
    freshness: freshnessJws,
    erasure: bytes32Schema,
    leaves: list(leafSchema, recordsLimits.resourcesPerScope),
    versions: list(versionSchema, recordsLimits.versionsPerAnswer),
    seals,
    next: recordIdSchema,
  },
  ['next'],
);
export type SealedScope = Shape<typeof scopeSchema>;
export const historySchema = object({
  versions: list(versionSchema, recordsLimits.versionsPerAnswer),
  seals,
  freshness: freshnessJws,
  more: flag,
});

/** A batch of an importer: the JWS of docs/protocol.md 7.7. */
export const importBatchSchema = object({ batch: jws(8192) });

export const lookupSchema = object({
  locators: { type: 'array', items: bytes16, minItems: 1, maxItems: recordsLimits.lookups },
});
/** In the order asked. A full locator shows no postings: more patients share the term than its limit. */
export const foundSchema = object({
  places: list(object({ full: flag, postings: list(postingSchema, limits.postings.exact) }), recordsLimits.lookups),
});
export const cardsLookupSchema = object({
  scopes: { type: 'array', items: recordIdSchema, minItems: 1, maxItems: recordsLimits.lookups },
});
export const cardsSchema = object({
  cards: list(object({ scope: recordIdSchema, sealed: sealed(recordsLimits.cardBytes) }), recordsLimits.lookups),
});

export const agendaDaysSchema = object({
  days: list(
    object({ scope: recordIdSchema, practitioner: recordIdSchema, date, entries: counter, sequence: counter }),
    1000,
  ),
});

/** `sealed`: the reason's text under the patient's identity compartment. */
export const breakGlassSchema = object(
  { scope: recordIdSchema, reason: { enum: ['emergency', 'absence', 'other'] }, sealed: sealed(2048) },
  ['scope', 'sealed'],
);
/**
 * `postings` are the locators of all of the patient's postings at the head of that sequence, which the server does not
 * know. `proof` is by the file's own key (docs/protocol.md 8.5). `confirms` names what another doctor asked for.
 */
export const eraseSchema = object(
  {
    reason: { enum: ['retention', 'request', 'fictitious'] },
    sequence: positive,
    postings: locatorsSchema,
    proof: bytes64Schema,
    confirms: recordIdSchema,
  },
  ['confirms'],
);
/** `due`: when the file is destroyed. */
export const erasureStateSchema = object(
  { erasure: recordIdSchema, state: { enum: ['asked', 'confirmed'] }, due: time },
  ['due'],
);
export const erasuresSchema = object({
  erasures: list(
    object(
      {
        erasure: recordIdSchema,
        scope: recordIdSchema,
        reason: eraseSchema.properties.reason,
        askedBy: recordIdSchema,
        asked: time,
        confirmedBy: recordIdSchema,
        due: time,
        restoreBy: recordIdSchema,
      },
      ['confirmedBy', 'due', 'restoreBy'],
    ),
    200,
  ),
});
/** False until a second doctor asks for it too. */
export const erasureRestoredSchema = object({ restored: flag });

export const binaryQuery = { compartment: compartmentSchema, epoch: positive, salt: bytes32Schema } as const;
export const binaryStoredSchema = object({ binary: recordIdSchema, bytes: counter, sha256: bytes32Schema });

export const accessSchema = object(
  {
    index: counter,
    time,
    member: recordIdSchema,
    name: staffName,
    kind: { type: 'string', maxLength: 40 },
    compartments: list(compartmentSchema, 2),
    reason: { type: 'string', maxLength: 40 },
    sealed: sealed(2048),
  },
  ['reason', 'sealed', 'name'],
);
/** Newest first; `next` goes on before that index. Leaves not numbered yet are not in it. */
export const accessesSchema = object({ accesses: list(accessSchema, 200), next: counter }, ['next']);
