import type { Action, AlarmKind, FreezeReason, PracticePurpose, Role } from '@etanche/core-vault-protocol';
import type { LogComparison } from './log-comparison.ts';
import type { Texts } from './texts.ts';

const roles: Readonly<Record<Role, string>> = {
  doctor: 'doctor',
  secretary: 'secretary',
  administrator: 'administrator',
  gateway: 'gateway (a program of the practice)',
};
const purposes: Readonly<Record<PracticePurpose, string>> = {
  scope: 'records opened',
  search: 'searches',
  agenda: 'days of agenda',
  inbox: 'messages',
};
const reasons: Readonly<Record<FreezeReason, string>> = {
  canary: 'a decoy record was opened',
  suspected_theft: 'suspected theft',
  lost_device: 'lost device',
  precaution: 'as a precaution',
};
const orders: Readonly<Record<Action['kind'], { title: string; sense: string }>> = {
  genesis: { title: 'Found the practice', sense: 'This founds the practice. Its founders sign it, not the approvers.' },
  enrol: {
    title: 'Let a member in',
    sense:
      'This person will be able to open records. Meet them and compare the fingerprint on their screen with this one: both must be the same.',
  },
  rekey: {
    title: 'Give a member new keys',
    sense:
      'This person’s old keys will be refused for ever. Meet them and compare the fingerprint on their screen with this one: both must be the same.',
  },
  raise: {
    title: 'Raise a member’s limit',
    sense: 'This member will be able to open more than usual, until the date below.',
  },
  freeze: {
    title: 'Freeze a member',
    sense:
      'For a suspected theft, this member will not open anything any more. For any other reason, emergency access is left. Only two approvers lift the freeze.',
  },
  'confirm-freeze': { title: 'Confirm a freeze', sense: 'The server’s freeze will no longer end by itself.' },
  thaw: { title: 'Lift a freeze', sense: 'This member will be able to open records again.' },
  retire: { title: 'Record that a member has left', sense: 'This member’s keys will be refused for ever.' },
  approvers: {
    title: 'Change the approvers',
    sense: 'Any two of those who are added will be able to decide everything in your place.',
  },
  kit: {
    title: 'Replace the recovery kit',
    sense: 'The old printed kit will be worth nothing. Compare the fingerprint with the new kit’s.',
  },
  contacts: { title: 'Change who is alarmed', sense: 'From now on alarms go to these addresses only.' },
  server: {
    title: 'Change the records server',
    sense: 'Another server’s key will replace that of the present server.',
  },
  importer: {
    title: 'Allow an import program',
    sense: 'This program will be able to fill the practice’s records, within the limits below.',
  },
  live: { title: 'Put the practice into service', sense: 'No import program will be allowed any more, ever.' },
  dormancy: {
    title: 'Change when unused accounts lose their quota',
    sense:
      'After this number of days without opening anything a member has no quota until an approver reactivates the member.',
  },
  reactivate: {
    title: 'Reactivate a member',
    sense:
      'This member has opened nothing for a long time and will be able to open files again. Ask the member in person.',
  },
  restore: {
    title: 'Acknowledge a restore',
    sense: 'The records server was restored from a copy: what its log lacks will stay visible.',
  },
};
const logNotes: Readonly<Record<LogComparison, (index: number, lines: number) => string>> = {
  same: () => 'Both are the same: nothing that this vault cosigned is lost.',
  shorter: (index, lines) =>
    `Warning: the log of this order has ${lines} lines fewer than the one that vault ${index} cosigned. They will be lost. Sign only if the server was really restored from an older copy.`,
  longer: (index, lines) =>
    `Warning: the log of this order has ${lines} lines that vault ${index} has never seen. A restored copy has no reason to be longer.`,
  other: (index) =>
    `Warning: the log of this order has as many lines as the one that vault ${index} cosigned, but it is not the same log. Somebody wants to replace the history. Do not sign.`,
};
const alarms: Readonly<Record<AlarmKind, string>> = {
  hour: 'many records opened in an hour',
  day: 'many records opened in a day',
  people_minute: 'many people asked for in a minute',
  people_quarter: 'many people shown in half an hour',
  people_hour: 'many people shown in an hour',
  people_day: 'many people shown in a day',
  outside_hours: 'activity outside the practice’s hours',
  reminder: 'reminder: an alarm is still waiting',
  refusal: 'request refused',
  emergency: 'emergency access',
  freeze: 'member frozen',
  recovery: 'old key recovered',
  erasure: 'erasure of a patient ordered',
  freeze_refused: 'the server tried to freeze too many members',
  order: 'change applied',
  delayed_order: 'change delayed',
  importer: 'import allowed',
  importer_used: 'import in progress',
  store_restored: 'vault restored',
  checkpoint_refused: 'contradictory log',
  test: 'test',
};
const failures: Readonly<Record<string, string>> = {
  unreachable: 'cannot be reached',
  answer_malformed: 'does not answer properly',
  vaults_disagree: 'the vaults contradict each other',
  practice_unknown: 'does not know this practice',
  order_conflict: 'another order came first',
  order_gap: 'it lacks earlier orders',
  order_expired: 'the order has expired',
  order_refused: 'refused',
  approvers_insufficient: 'refused: two approvers with cards of two different vaults must remain',
  passkey_backup_eligible:
    'this passkey can be copied into a cloud account, which this vault does not allow for approvers; take a security key or a passkey that stays on this device',
  caller_refused: 'signature refused',
  store_unavailable: 'not available now',
  overloaded: 'overloaded, try again',
};

export const en: Texts = {
  language: 'en',
  locale: 'en-GB',
  otherLanguage: 'Français',
  languageLabel: 'Language',
  skip: 'Skip to the content',
  site: (index) => `Étanche – vault ${index}`,
  title: 'Approvals',
  lead: 'Here an approver decides with a passkey what the vaults accept for a practice. This page comes from the vault, not from the records server.',
  elsewhere: (origin) => `This page is not at its address. Open ${origin}/approvals.`,
  failed: (code) => `The operation failed: ${failures[code] ?? 'unknown error'} (${code}).`,
  openTitle: 'Open a practice',
  openLabel: 'Practice id',
  openHint: '26 letters and digits, in the link that you were sent.',
  openButton: 'Open',
  openWrong: 'An id has 26 characters: letters from a to z and digits from 2 to 7.',
  registerTitle: 'Become an approver',
  registerText:
    'Your device keeps a passkey that works on this page only. The practice then has to add you, with the card that you get.',
  nameLabel: 'Your name',
  nameHint: 'The other approvers will see it.',
  nameWrong: 'Write your name, in 80 characters at most.',
  registerButton: 'Create my passkey',
  cardTitle: 'Your approver card',
  cardText:
    'Send this text to the person who adds the practice’s approvers. It is not secret. When they sign, everybody compares this fingerprint with you:',
  cardLabel: 'Card to send',
  copy: 'Copy',
  copied: 'Copied.',
  download: 'Download',
  home: 'Back to the start',
  passkeyRefused: 'The passkey was not used. Nothing was signed.',
  practice: (id) => `Practice ${id}`,
  loading: 'Asking the vaults…',
  reload: 'Refresh',
  vaultsTitle: 'Vaults',
  vault: (index) => `Vault ${index}`,
  upToDate: (sequence) => `up to date (order ${sequence})`,
  behind: (sequence) => `behind (order ${sequence})`,
  pendingTitle: 'Orders to approve',
  nothing: 'No order waits.',
  unreadable: 'Unreadable order',
  unreadableText: 'This page does not understand everything in this order. Do not sign it anywhere.',
  orders,
  renewal: {
    title: 'Renew a member’s right',
    sense:
      'This member is already in the practice, with the same keys and roles. The right to open records will end on another date.',
  },
  endBefore: 'End until now',
  endAfter: 'New end',
  member: 'Member',
  memberId: (id) => `Id, as in alarm mails: ${id}`,
  unknownMember: 'not known in this practice',
  role: 'Role',
  roles: (list) => list.map((role) => roles[role]).join(', '),
  keysPrint: 'Fingerprint of the keys, to compare in person',
  quota: (count, purpose) => `${count} ${purposes[purpose]} a day`,
  newLimit: 'New limit',
  until: 'Until',
  reason: 'Reason',
  reasons,
  issuedBy: (index) => `card issued by vault ${index}`,
  inCloud: 'passkey in a cloud account: who takes over that account can approve',
  passkeyPrint: (name) => `Fingerprint of the passkey of ${name}, to compare with them in person`,
  oneVault:
    'This practice has one vault. A fault of that vault alone could approve in the name of both approvers: two approvals protect less here than with two vaults.',
  frozenAt: (at, vaults) =>
    at === vaults
      ? `In force at all ${vaults} vaults.`
      : `In force at ${at} of ${vaults} vaults: it holds for certain once every vault has it.`,
  removed: 'Removed',
  added: 'Added',
  addresses: 'Addresses',
  serverKey: 'The server’s key',
  units: 'Units given',
  unitsText: (patients, search) => `${patients} patients written, none read; ${search} places in the search index`,
  logSize: 'The log goes on after',
  lines: (count, epoch) => `${count} lines, epoch ${epoch}`,
  noRoot: 'none yet',
  cosignedSize: (index) => `Last log that vault ${index} cosigned`,
  logRoot: 'Root of the log that this order acknowledges',
  cosignedRoot: (index) => `Root of the last log that vault ${index} cosigned`,
  logNote: (comparison, index, lines) => logNotes[comparison](index, lines),
  identifier: 'Id',
  unreadableCard: 'unreadable card',
  foreign: 'Order that leads nowhere',
  foreignText:
    'This order does not follow the last applied order of this practice, or is not addressed to all of its vaults. Do not sign it anywhere.',
  orderNumber: 'Number of the order',
  orderPrint: 'Fingerprint of the order',
  issued: 'Prepared on',
  expires: 'Expires on',
  signed: 'Signed by',
  nobody: 'nobody yet',
  approver: 'an approver',
  kit: 'the recovery kit',
  aMember: 'a member',
  danger: 'This change gives power. Sign only if you expected it.',
  sign: 'Sign this order',
  refuse: 'Refuse and cancel',
  noPasskeyHere:
    'No approver of this practice has a passkey on this page. The list below says where each of them signs.',
  alreadySigned: 'You have signed, with this passkey or another of this page. Somebody else is still needed.',
  done: 'Order signed',
  refusedDone: 'Order cancelled',
  waiting: (approvals, needed) => `waits (${approvals} of ${needed})`,
  delayed: (time) => `will apply on ${time}, unless an approver cancels it`,
  applied: 'applied',
  cancelled: 'cancelled',
  failure: (code) => failures[code] ?? code,
  membersTitle: 'Members',
  status: { active: 'active', frozen: 'frozen', retired: 'left' },
  freeze: 'Freeze',
  freezeOf: (who) => `Freeze ${who}`,
  freezeReason: 'Why?',
  freezeNow: 'Freeze now',
  freezeHint:
    'Suspected theft: this member opens nothing any more, and lifting the freeze will take new keys. Other reasons: emergency access is left, also to a thief.',
  emergencyLeft: 'emergency access is left',
  nothingLeft: 'nothing can be opened any more',
  freezesTitle: 'Freezes that stand',
  byServer: (until) => `by the server, ends on ${until}`,
  byApprover: 'by an approver, without end',
  confirm: 'Confirm this freeze',
  approversTitle: 'Approvers',
  signsAt: 'signs at',
  here: 'this page',
  alarmsTitle: 'Recent alarms of this vault',
  alarmsText: 'They are shown to the practice’s approvers only.',
  showAlarms: 'Show the alarms with my passkey',
  dormantDays: 'Days without use',
  reactivate: 'Reactivate (unused account)',
  acknowledge: 'I asked this person: all of it is normal work',
  acknowledgeHint:
    'Your signature covers every alarm about this member’s activity up to now, at all vaults. If in doubt, freeze the member instead of signing.',
  acknowledgeBy: (time: string) =>
    `to be acknowledged before ${time}, or the member is left with emergency access only`,
  acknowledgedAt: (time: string) => `acknowledged ${time}`,
  acknowledged: 'Alarms acknowledged',
  settled: (count: number) => `${count} alarms settled`,
  noAlarms: 'No alarm.',
  alarm: (kind) => alarms[kind],
  count: (count) => `${count} units`,
};
