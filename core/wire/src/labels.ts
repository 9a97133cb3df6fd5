import { checkJwsTypes, checkLabels } from './check-labels.ts';

/** All labels for hashing, derivation and signing. Each has one purpose; none is reused. */
export const labels = {
  ...checkLabels,
  /** Hash of an order to the vaults, the message that its signers sign, and the challenge that cancels it. */
  order: 'etanche/v1/order',
  orderSignature: 'etanche/v1/order/signature',
  orderCancel: 'etanche/v1/order/cancel',
  /** The challenge with which an approver acknowledges an alarm. */
  alarmAcknowledgement: 'etanche/v1/alarm/acknowledgement',
  /** Fingerprint of an approver's passkey. */
  approverFingerprint: 'etanche/v1/approver/fingerprint',
  /** A practice's id from its genesis. */
  practice: 'etanche/v1/practice',
  /** HKDF info of the key from which a vault derives the challenges of its approvals page. */
  approvalsChallenge: 'etanche/v1/approvals/challenge',
  /**
   * Keys of a member from the seed: HKDF salt and infos; the hash of the public keys, and the hash for fingerprints.
   */
  member: 'etanche/v1/member',
  memberAuth: 'etanche/v1/member/auth',
  memberAuthor: 'etanche/v1/member/author',
  memberGrant: 'etanche/v1/member/grant',
  memberSealing: 'etanche/v1/member/sealing',
  memberKeys: 'etanche/v1/member/keys',
  memberFingerprint: 'etanche/v1/member/fingerprint',
  /** The seed sealed under a passkey: the PRF's input, HKDF salt and info. */
  passkeyPrf: 'etanche/v1/passkey/prf',
  passkeySeal: 'etanche/v1/passkey/seal',
  /** The secrets of an incomplete founding, sealed under the founder's passkey: HKDF salt and info. */
  foundingSeal: 'etanche/v1/founding/seal',
  /** The printed code's checksum; the seed sealed under that code and the helper's secret. */
  recovery: 'etanche/v1/recovery',
  recoverySeal: 'etanche/v1/recovery/seal',
  recoveryLookup: 'etanche/v1/recovery/lookup',
  /** The plan sealed under the printed code alone: HKDF salt and info. */
  recoveryPlan: 'etanche/v1/recovery/plan',
  recoveryHelper: 'etanche/v1/recovery/helper',
  recoveryHelp: 'etanche/v1/recovery/help',
  /** The id of the notice that a helper gave their share for a request. */
  recoveryNotice: 'etanche/v1/recovery/notice',
  /** The message that a recovering member signs to prove that they have the seed. */
  recoveryProof: 'etanche/v1/recovery/proof',
  recoveryFingerprint: 'etanche/v1/recovery/fingerprint',
  /** Keys of a printed kit: HKDF salt and infos; the checksum of a sheet, and the id of a kit. */
  kit: 'etanche/v1/kit',
  kitSheet: 'etanche/v1/kit/sheet',
  kitId: 'etanche/v1/kit/id',
  kitAuth: 'etanche/v1/kit/auth',
  kitSealing: 'etanche/v1/kit/sealing',
  /** HPKE info of a grant; commitment to a role secret; the previous epoch's secrets sealed under this epoch's. */
  grant: 'etanche/v1/grant',
  epochCommitment: 'etanche/v1/epoch/commitment',
  epochPrevious: 'etanche/v1/epoch/previous',
  /** HPKE info of a document that a member deposits for the doctors. */
  deposit: 'etanche/v1/deposit',
  /** HKDF info of the key under which a gateway seals the place of a sent mail in its Message-ID. */
  gatewayMessage: 'etanche/v1/gateway/message-id',
  /** HKDF info of the secret of a gateway that stands for a passkey's PRF output where it keeps outputs. */
  gatewayKept: 'etanche/v1/gateway/kept',
  /** The key pair of a role in an epoch, from its secret: HKDF salt and info. */
  epochRoleKey: 'etanche/v1/epoch/role-key',
  /** Hash of the practice and its vaults, in an invitation and on a kit's sheet. */
  practiceTrust: 'etanche/v1/practice/trust',
  /** From the root of scopes to the key of a pack. */
  scopeSecret: 'etanche/v1/scope/secret',
  scopeInput: 'etanche/v1/scope/input',
  /** HKDF salt and info of the root of a practice's settings, and of N of their scope; the id of that scope. */
  settingsRoot: 'etanche/v1/settings/root',
  settingsOutput: 'etanche/v1/settings/output',
  settingsScope: 'etanche/v1/settings/scope',
  /** Record id of a settings document of which a practice has one. */
  settingsDocument: 'etanche/v1/settings/document',
  /** N of a scope that an importer created, from its element and that element's evaluation. */
  scopeElement: 'etanche/v1/scope/element',
  /** HKDF salt and info of the key of a file that signs its erasure, and the signed message. */
  eraser: 'etanche/v1/scope/eraser',
  erasure: 'etanche/v1/scope/erasure',
  decision: 'etanche/v1/scope/decision',
  compartment: 'etanche/v1/compartment',
  /** HKDF info of a compartment's key under an import batch; HPKE info of the batch's secrets. */
  importedCompartment: 'etanche/v1/import/compartment',
  importBatch: 'etanche/v1/import/batch',
  /** Resource id of the link from a scope's own N to the N of another element. */
  link: 'etanche/v1/link',
  /** AAD of a pack, and HKDF info of its key; its hash in a head; the encoding of a version, which is hashed. */
  pack: 'etanche/v1/pack',
  packHash: 'etanche/v1/pack/hash',
  version: 'etanche/v1/version',
  binary: 'etanche/v1/binary',
  /** Search: HMAC input of a term, HKDF infos of its locator and key, the AAD of a posting and the AAD of a card. */
  searchTerm: 'etanche/v1/search/term',
  searchLocator: 'etanche/v1/search/locator',
  searchKey: 'etanche/v1/search/key',
  searchPosting: 'etanche/v1/search/posting',
  card: 'etanche/v1/card',
  /** HKDF salt, info and AAD of a posting's inner layer, sealed under a secret of the role reception. */
  postingContent: 'etanche/v1/posting/content',
  /**
   * Outputs that a device caches across a lock: HKDF salt and infos of the two keys, the id and AAD of an entry, its
   * owner.
   */
  kept: 'etanche/v1/kept',
  keptSeal: 'etanche/v1/kept/seal',
  keptId: 'etanche/v1/kept/id',
  keptEntry: 'etanche/v1/kept/entry',
  keptOwner: 'etanche/v1/kept/owner',
  /** Drafts that a device stores until the server has them: the same, and the mark of their owner. */
  draft: 'etanche/v1/draft',
  draftSeal: 'etanche/v1/draft/seal',
  draftId: 'etanche/v1/draft/id',
  draftEntry: 'etanche/v1/draft/entry',
  draftOwner: 'etanche/v1/draft/owner',
  /**
   * HMAC inputs of an import: the same source gives the same scope and resource ids, and the journal contains no names.
   */
  importScope: 'etanche/v1/import/scope',
  importResource: 'etanche/v1/import/resource',
  importContent: 'etanche/v1/import/content',
  importTime: 'etanche/v1/import/time',
  importNames: 'etanche/v1/import/names',
  importPerson: 'etanche/v1/import/person',
  importUnassigned: 'etanche/v1/import/unassigned',
  importListed: 'etanche/v1/import/listed',
  /** Scope and record id of a received report on the unassigned list. */
  receivedReport: 'etanche/v1/received-report',
  importIdentity: 'etanche/v1/import/identity',
  /** Scope and record ids of a file that another practice transferred. */
  transferredFile: 'etanche/v1/transferred-file',
  /** Id of a records server's directory. */
  directory: 'etanche/v1/directory',
  /** The split of a practice's inbox key: HKDF salt and info; the challenge and the nonce of its proof. */
  inbox: 'etanche/v1/inbox',
  inboxProof: 'etanche/v1/inbox/proof',
  inboxProofNonce: 'etanche/v1/inbox/proof-nonce',
  /** HKDF salt and info of a message's key, HPKE info of its sealed half; its streams; the author's signature. */
  message: 'etanche/v1/message',
  messageSeal: 'etanche/v1/message/seal',
  messageStream: 'etanche/v1/message/stream',
  messageBody: 'etanche/v1/message/body',
  /** Ed25519 sign-in of a program or a kit, without a passkey. */
  keySignIn: 'etanche/v1/key-sign-in',
} as const;

/** JWS `typ` header values (RFC 7515 section 4.1.9): a signature for one purpose is rejected for another. */
export const jwsTypes = {
  ...checkJwsTypes,
  keySetOrder: 'etanche-key-set-order+jws',
  orderReceipt: 'etanche-order-receipt+jws',
  approverCard: 'etanche-approver-card+jws',
  practiceStatement: 'etanche-practice-statement+jws',
  practiceQuery: 'etanche-practice-query+jws',
  freeze: 'etanche-freeze+jws',
  practiceNotice: 'etanche-practice-notice+jws',
  dailyCounts: 'etanche-daily-counts+jws',
  alarm: 'etanche-alarm+jws',
  memberKeys: 'etanche-member-keys+jws',
  grant: 'etanche-grant+jws',
  epoch: 'etanche-epoch+jws',
  head: 'etanche-head+jws',
  freshness: 'etanche-freshness+jws',
  importBatch: 'etanche-import-batch+jws',
  directoryEntry: 'etanche-directory-entry+jws',
  message: 'etanche-message+jws',
  messageReceipt: 'etanche-message-receipt+jws',
  messageWithdrawal: 'etanche-message-withdrawal+jws',
  relay: 'etanche-relay+jws',
} as const;
