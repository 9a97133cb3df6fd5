import type { AlarmKind, PracticePurpose } from '@etanche/core-vault-protocol';
import type { AlarmLanguage, AlarmSentence } from './alarm-language.ts';

const purposes: Readonly<Record<PracticePurpose, string>> = {
  scope: 'opening files',
  search: 'searches',
  agenda: 'days of the agenda',
  inbox: 'received messages',
};

/** Effects of orders, by `detail`. */
const orders: Readonly<Record<string, string>> = {
  genesis: 'the practice was founded',
  enrol: 'a member was enrolled',
  rekey: 'a member has new keys',
  raise: 'a limit of a member was raised',
  thaw: 'a freeze was ended',
  retire: 'a member left',
  approvers: 'the approvers changed',
  kit: 'there is a new emergency kit',
  contacts: 'the addresses for alarms changed',
  server: 'the records server changed',
  importer: 'a program may import files',
  live: 'the practice is live',
  restore: 'the records server was restored',
  dormancy: 'unused accounts lose their quota after another number of days',
  reactivate: 'a member whose account was unused is at work again',
};

/** Reasons of refusals, by `detail`. */
const refusals: Readonly<Record<string, string>> = {
  burst: 'too many requests at once',
  day: 'the limit of the day is reached',
  month: 'the limit of thirty days is reached',
  dormant: 'this account has not been used for a long time',
  unacknowledged: 'an alarm was not acknowledged in time, only emergency access is left',
};

const reasons: Readonly<Record<string, string>> = {
  canary: 'a decoy file was opened',
  suspected_theft: 'theft suspected',
  lost_device: 'lost device',
  precaution: 'as a precaution',
};

const freezeAdvice =
  'Ask this person, face to face or by telephone, whether it is normal work. If it is, acknowledge the alarm on the approvals page. If not, or without an answer, freeze the member at once for suspected theft: any other freeze leaves emergency access.';
const orderAdvice = 'If you did not expect this change, tell the other approvers at once.';
const what = 'in files, searches and days of the agenda';

const sentences: Readonly<Record<AlarmKind, AlarmSentence>> = {
  hour: {
    subject: 'many files opened in an hour',
    text: ({ count = 0, detail }) => `A member opened ${count} files in an hour at this vault.${usual(detail)}`,
    advice: freezeAdvice,
  },
  day: {
    subject: 'many files or messages opened in a day',
    text: ({ count = 0, detail, purpose }) =>
      `A member opened ${count} ${purpose === 'inbox' ? 'messages' : 'files'} in 24 hours at this vault.${usual(detail)}`,
    advice: freezeAdvice,
  },
  people_minute: {
    subject: 'many people shown in a minute',
    text: ({ count = 0, detail }) =>
      `A member asked for up to ${count} people within a minute at this vault, ${what}.${usual(detail)}`,
    advice: freezeAdvice,
  },
  people_quarter: {
    subject: 'many people shown in half an hour',
    text: ({ count = 0, detail }) =>
      `A member may have seen up to ${count} people in 15 to 30 minutes at this vault, ${what}.${usual(detail)}`,
    advice: freezeAdvice,
  },
  people_hour: {
    subject: 'many people shown in an hour',
    text: ({ count = 0, detail }) =>
      `A member may have seen up to ${count} people in an hour at this vault, ${what}.${usual(detail)}`,
    advice: freezeAdvice,
  },
  people_day: {
    subject: 'many people shown in a day',
    text: ({ count = 0, detail }) =>
      `A member may have seen up to ${count} people in 24 hours at this vault, ${what}.${usual(detail)}`,
    advice: freezeAdvice,
  },
  outside_hours: {
    subject: 'activity outside the practice’s hours',
    text: ({ count = 0 }) =>
      `Outside the usual hours of the practice, a member may have seen up to ${count} people in an hour at this vault.`,
    advice: freezeAdvice,
  },
  reminder: {
    subject: 'reminder: an alarm is still waiting',
    text: ({ count = 1 }) =>
      `For several hours nobody has acknowledged an alarm about a member’s use (alarms waiting: ${count}).`,
    advice: freezeAdvice,
  },
  refusal: {
    subject: 'a request was refused',
    text: ({ purpose, detail = '' }) =>
      `A request of a member was refused${purpose === undefined ? '' : ` (${purposes[purpose]})`}: ${refusals[detail] ?? 'the member is frozen or the key has expired'}.`,
    advice:
      'If this person works as usual, look at the alarms or reactivate the member on the approvals page. If not, freeze the member at once.',
  },
  emergency: {
    subject: 'emergency access',
    text: ({ count = 1 }) => `A member used emergency access (units: ${count}).`,
    advice: 'Ask this person why. The reason is recorded in the file concerned.',
  },
  freeze: {
    subject: 'a member is frozen',
    text: ({ detail = '' }) => `A member is frozen${detail in reasons ? `: ${reasons[detail]}` : ''}.`,
    advice: 'Confirm this freeze or end it with the approvers. Unconfirmed, a freeze by the server ends by itself.',
  },
  order: {
    subject: 'a change was applied',
    text: ({ detail = '' }) => `An order was applied: ${orders[detail] ?? 'a change'}.`,
    advice: orderAdvice,
  },
  delayed_order: {
    subject: 'a change is waiting',
    text: ({ detail = '' }) =>
      `An order that was signed with the emergency kit waits for the end of its delay: ${orders[detail] ?? 'a change'}.`,
    advice: 'If you did not ask for this change, cancel it before the delay ends.',
  },
  importer: {
    subject: 'an import was allowed',
    text: () => 'A program was given the right to fill the files of the practice.',
    advice: orderAdvice,
  },
  recovery: {
    subject: 'an old key was recovered',
    text: ({ detail }) =>
      detail === 'refused'
        ? 'Too many recoveries of keys were announced in one day: the last one is refused.'
        : 'A member recovered an old key with the recovery sheet and the help of colleagues. The limit is reduced for a day.',
    advice: 'Ask this person whether they did it. If not, freeze the member at once.',
  },
  erasure: {
    subject: 'a patient is being erased',
    text: () =>
      'Two doctors asked for a file to be erased. It cannot be read any more and will be destroyed in seven days.',
    advice:
      'If this is not intended, have two doctors restore the file before then, or freeze one of the two doctors who asked.',
  },
  freeze_refused: {
    subject: 'freezes refused',
    text: () => 'The records server wanted to freeze more members than this vault accepts in a day.',
    advice: 'Ask the holder of the server for an explanation. An approver can still freeze a member.',
  },
  importer_used: {
    subject: 'import in progress',
    text: ({ detail = '', count = 0 }) =>
      `The import program has used ${detail} of its right (${count} places in the search index).`,
    advice:
      'If nobody is importing at your practice, an approver can end this right by putting the practice into service.',
  },
  store_restored: {
    subject: 'a vault was restored',
    text: () => 'The database of this vault was put back to an earlier state. It refuses everything for 24 hours.',
    advice: 'The other vaults go on. Ask the holder of this vault for an explanation.',
  },
  checkpoint_refused: {
    subject: 'the log contradicts itself',
    text: () => 'The records server presented a log that contradicts the earlier one.',
    advice: 'Ask the holder of the server for an explanation: lines of the log are missing or have changed.',
  },
  test: {
    subject: 'test',
    text: () => 'This is a test of the alarms. There is nothing to do.',
    advice: '',
  },
};

/** The limit is derived from the member's habit. */
function usual(limit: string | undefined): string {
  return limit === undefined ? '' : ` The alarm is raised at ${limit}, which follows from the member’s habit.`;
}

export const alarmsInEnglish: AlarmLanguage = {
  sentences,
  locale: 'en-GB',
  from: ({ index, practice }) => `Vault ${index} reports, for the practice ${practice}:`,
  at: (time, timeZone) => `When: ${time} (time zone ${timeZone})`,
  member: (id) => `Member: ${id}`,
  deadline: (time) =>
    `Unless an approver acknowledges it before ${time}, this member is left with emergency access only at this vault.`,
  page: (url) => `Approvals page: ${url}`,
  end: 'This message comes from the vault and has not passed through the records server. It holds nothing about a patient.',
};
