import { bytes32Schema, bytes64Schema } from '@etanche/core-vault-protocol';
import { limits, object, recordIdSchema, type Shape } from '@etanche/core-wire';
import { bytes16, counter, date, flag, jws, list, positive, sealed, staffName, time } from './fields.ts';
import { recordsLimits } from './limits.ts';
import { recordsProblemSchema } from './problem.ts';

/** `settings` is the compartment of the practice's settings alone, the others those of patients and agendas. */
export const compartments = ['identity', 'clinical', 'settings'] as const;
export type Compartment = (typeof compartments)[number];
export const compartmentSchema = { enum: compartments } as const;
export const headJws = jws(8192);
export const freshnessJws = jws(2048);

/** The element and batch under which an importer sealed versions (docs/protocol.md 7.7). */
export const sealSchema = object({ element: bytes32Schema, batch: recordIdSchema });
const seals = list(sealSchema, recordsLimits.sealsPerScope);

/** The list of a pack's versions in the clear: record id, version and hash of each, 52 bytes (docs/protocol.md 7.4). */
const packList = sealed(52 * recordsLimits.versionsPerPack);

/**
 * A pack of docs/protocol.md 7.4 in a write: its sequence is that of the write's head, its number its place in the
 * list, its author the writer, and its seal that of the write. `carries`: its versions are those of earlier packs.
 */
const packToWriteSchema = object(
  {
    compartment: compartmentSchema,
    epoch: positive,
    time,
    list: packList,
    salt: bytes32Schema,
    sealed: sealed(recordsLimits.packBytes),
    carries: { const: true },
  },
  ['carries'],
);
export type PackToWrite = Shape<typeof packToWriteSchema>;
/**
 * A pack in an answer. `digest` takes the place of `salt` and `sealed` where the reader needs no content, and comes
 * with them where the reader asked for all content. `seal` is the position of its seal in `seals`.
 */
export const packSchema = object(
  {
    sequence: positive,
    number: counter,
    compartment: compartmentSchema,
    epoch: positive,
    author: recordIdSchema,
    time,
    list: packList,
    carries: { const: true },
    digest: bytes32Schema,
    salt: bytes32Schema,
    sealed: sealed(recordsLimits.packBytes),
    seal: { type: 'integer', minimum: 0, maximum: recordsLimits.sealsPerScope - 1 },
  },
  ['carries', 'digest', 'salt', 'sealed', 'seal'],
);
export type StoredPack = Shape<typeof packSchema>;
/** Copies of the bytes of packs of one scope, which an operator takes from a backup (docs/protocol.md 8.5). */
export const packCopiesSchema = object({
  practice: recordIdSchema,
  scope: recordIdSchema,
  packs: list(
    object({ sequence: positive, number: counter, salt: bytes32Schema, sealed: sealed(recordsLimits.packBytes) }),
    recordsLimits.copiedPacks,
  ),
});
export type PackCopies = Shape<typeof packCopiesSchema>;
/** Current versions in the form of a pack's list, which may be longer. */
const currentList = sealed(52 * recordsLimits.resourcesPerScope);

/** A scope has at most one posting at a locator: the next one replaces it. */
export const postingSchema = object({ locator: bytes16, sealed: sealed(recordsLimits.postingBytes) });
const locatorsSchema = list(bytes16, recordsLimits.postingsPerScope);
export const writeKinds = [
  'create',
  'edit',
  'import',
  'merge',
  'unmerge',
  'agenda',
  'link',
  'assign',
  'reject',
  'settings',
  'receive',
  'destroy',
  'restore',
  'carry',
  'repair',
] as const;
export const scopePurposes = ['scope', 'agenda', 'unassigned', 'settings'] as const;
/** Why an import put resources on the unassigned list. */
export const unassignedReasons = [
  'patient_missing',
  'patient_refused',
  'several_patients',
  'patient_contained',
  'subject_unclear',
  'of_no_patient',
] as const;
export type UnassignedReason = (typeof unassignedReasons)[number];
/**
 * Why a received report waits on the unassigned list: its patient is not certain, or it withdraws what the patient's
 * file does not have (docs/protocol.md 8.8).
 */
export const waitingReasons = [
  'no_identity',
  'no_candidate',
  'not_certain',
  'several',
  'ins_contradicted',
  'identity_doubtful',
  'replaced',
  'withdrawal_unknown',
] as const;
export type WaitingReason = (typeof waitingReasons)[number];
const listReasons = [...unassignedReasons, ...waitingReasons] as const;
/**
 * Why a doctor rejected an unassigned resource; `duplicate`: the patient's file has it; `filed`: a received report that
 * was filed under a patient.
 */
const rejectionReasons = ['duplicate', 'foreign', 'no_patient', 'worthless', 'filed'] as const;
export type RejectionReason = (typeof rejectionReasons)[number];

/**
 * One atomic write of a scope. `create` is part of the first write: a day of the agenda has a practitioner and a date;
 * a patient's file has `eraser`, the public key that signs its erasure, and the server rejects a file without one; an
 * unassigned scope has `eraser` too, and the reason of the import or of a write of kind `receive`, with which a member
 * puts a received report on the list; the settings have only `erasure`. The head follows the current one and is signed
 * by the writer. Only an importer states the `seal` of its versions. A write of kind `reject` has `rejection`. A write
 * of kind `destroy` names the resource whose content it destroys; its packs carry the other versions of those that have
 * it, and its `binaries` are those that the resource names; one of kind `restore` names the resource that it restores,
 * and one of kind `carry` the resource of whose packs it carries other versions, before a destruction. A write of kind
 * `repair` carries versions of damaged packs, and names the `lost` resources whose current version nothing has. An
 * import into an unassigned scope has `listed`, the number of its versions that are resources, and a decision about one
 * has `proof`, by the key of the scope (docs/protocol.md 8.7).
 */
export const writeSchema = object(
  {
    kind: { enum: writeKinds },
    create: object(
      {
        purpose: { enum: scopePurposes },
        erasure: bytes32Schema,
        eraser: bytes32Schema,
        practitioner: recordIdSchema,
        date,
        reason: { enum: listReasons },
      },
      ['eraser', 'practitioner', 'date', 'reason'],
    ),
    rejection: { enum: rejectionReasons },
    listed: { type: 'integer', minimum: 0, maximum: recordsLimits.versionsPerWrite },
    proof: bytes64Schema,
    head: headJws,
    packs: list(packToWriteSchema, recordsLimits.packsPerWrite),
    destroy: recordIdSchema,
    restore: recordIdSchema,
    carry: recordIdSchema,
    lost: list(recordIdSchema, recordsLimits.versionsPerWrite),
    seal: sealSchema,
    card: sealed(recordsLimits.cardBytes),
    postings: object({ add: list(postingSchema, recordsLimits.postingsPerScope), remove: locatorsSchema }),
    binaries: list(recordIdSchema, recordsLimits.binariesPerWrite),
  },
  [
    'create',
    'rejection',
    'listed',
    'proof',
    'destroy',
    'restore',
    'carry',
    'lost',
    'seal',
    'card',
    'postings',
    'binaries',
  ],
);
export type Write = Shape<typeof writeSchema>;
/** `full` lists the locators of added postings that are shared by more patients than a search shows. */
export const writtenSchema = object({ freshness: freshnessJws, full: locatorsSchema });

/**
 * Writes of an importer, each of another scope and with an idempotency key of its own: each is done or refused by
 * itself, as if it were sent alone (docs/protocol.md 8.6).
 */
export const writeListSchema = object({
  writes: {
    type: 'array',
    items: object({ scope: recordIdSchema, key: bytes16, write: writeSchema }),
    minItems: 1,
    maxItems: recordsLimits.writesPerList,
  },
});
export type ListedWrite = Shape<typeof writeListSchema>['writes'][number];
/** One for each write, in the order of the request: either the answer that it would get alone, or its problem. */
export const writeOutcomesSchema = object({
  outcomes: list(
    object({ written: writtenSchema, problem: recordsProblemSchema }, ['written', 'problem']),
    recordsLimits.writesPerList,
  ),
});

/** Assigns an unassigned resource: a write of the patient's file and one of the unassigned scope, both or neither. */
export const assignmentSchema = object({ file: writeSchema, unassigned: recordIdSchema, decision: writeSchema });
export type Assignment = Shape<typeof assignmentSchema>;
export const assignedSchema = object({ file: writtenSchema, decision: writtenSchema });
/** `open`: resources that nobody has assigned or rejected yet. `next`: the scope after which to go on. */
export const unassignedSchema = object(
  {
    unassigned: list(
      object({ scope: recordIdSchema, reason: { enum: listReasons }, open: positive, time }),
      recordsLimits.unassignedPerAnswer,
    ),
    next: recordIdSchema,
  },
  ['next'],
);

/**
 * A scope as visible to the caller, or its changes after `since`: the `packs` of the caller's compartments that have or
 * introduced current versions, the `heads` of the writes of those that introduced some (without the current one), and
 * the current versions in other compartments (`withheld`). `destroyed` and `lost` name the current versions whose
 * content was destroyed or is lost. `next` is where the next page starts; later pages have heads and packs only.
 * `followed`: this session's earlier leaf `read` covers this answer, which wrote none (docs/protocol.md 8.3).
 */
const inCompartment = object({ compartment: compartmentSchema, list: currentList });
export const scopeSchema = object(
  {
    purpose: { enum: scopePurposes },
    head: headJws,
    freshness: freshnessJws,
    erasure: bytes32Schema,
    heads: list(headJws, recordsLimits.packsPerAnswer),
    packs: list(packSchema, recordsLimits.packsPerAnswer),
    withheld: list(inCompartment, compartments.length),
    destroyed: list(inCompartment, compartments.length),
    lost: list(inCompartment, compartments.length),
    seals,
    next: { type: 'string', pattern: '^[0-9]{1,16}\\.[0-9]{1,3}$', maxLength: 20 },
    followed: { const: true },
  },
  ['next', 'followed'],
);
export type SealedScope = Shape<typeof scopeSchema>;
/**
 * The packs of a resource's versions, newest first, each version's content once; `next` is where the next page starts.
 */
export const historySchema = object(
  {
    heads: list(headJws, recordsLimits.packsPerAnswer),
    packs: list(packSchema, recordsLimits.packsPerAnswer),
    seals,
    freshness: freshnessJws,
    next: scopeSchema.properties.next,
  },
  ['next'],
);

/** A batch of an importer: the JWS of docs/protocol.md 7.7. */
export const importBatchSchema = object({ batch: jws(8192) });

export const storedScopesLookupSchema = object({
  scopes: { type: 'array', items: recordIdSchema, minItems: 1, maxItems: recordsLimits.storedScopes },
});
/** Those of the request that exist, erased ones included. */
export const storedScopesSchema = object({ stored: list(recordIdSchema, recordsLimits.storedScopes) });

export const lookupSchema = object({
  locators: { type: 'array', items: bytes16, minItems: 1, maxItems: recordsLimits.lookups },
});
/** In the order of the request. A full locator shows no postings: more patients share the term than its limit. */
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

/** `sealed`: the reason's text, sealed under the patient's identity compartment. */
export const breakGlassSchema = object(
  { scope: recordIdSchema, reason: { enum: ['emergency', 'absence', 'other'] }, sealed: sealed(2048) },
  ['scope', 'sealed'],
);
/**
 * `postings` are the locators of all of the patient's postings at the head of that sequence; the server cannot derive
 * them. `proof` is by the file's own key (docs/protocol.md 8.5). `confirms` names another doctor's request.
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
/** `due`: time of the destruction of the file. */
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
/** False until a second doctor requests it too. */
export const erasureRestoredSchema = object({ restored: flag });

export const binaryQuery = { compartment: compartmentSchema, epoch: positive, salt: bytes32Schema } as const;
export const binaryStoredSchema = object({ binary: recordIdSchema, bytes: counter, sha256: bytes32Schema });

/** `resource`: of a loss, a destruction or a restoration. */
export const accessSchema = object(
  {
    index: counter,
    time,
    member: recordIdSchema,
    name: staffName,
    kind: { type: 'string', maxLength: 40 },
    compartments: list(compartmentSchema, 2),
    reason: { type: 'string', maxLength: 40 },
    resource: recordIdSchema,
    sealed: sealed(2048),
  },
  ['reason', 'resource', 'sealed', 'name'],
);
/** Newest first; the next page starts before index `next`. Leaves without a number yet are not included. */
export const accessesSchema = object({ accesses: list(accessSchema, 200), next: counter }, ['next']);
