import type { Alarm } from '@etanche/core-vault-protocol';
import { alarmsInEnglish } from './text-en.ts';
import { alarmsInFrench } from './text-fr.ts';
import type { AlarmLanguage } from './alarm-language.ts';

type MailPlace = {
  /** URL of the vault's approvals page, or null. */
  readonly approvals: string | null;
  /** Time zone of the practice's hours, such as `Indian/Reunion`. */
  readonly timeZone: string;
};

/** A short message in French, then in English, with ids and counts but no patient data. */
export function mailText(alarm: Alarm, place: MailPlace): { subject: string; text: string } {
  const { subject } = alarmsInFrench.sentences[alarm.kind];
  const text = [alarmsInFrench, alarmsInEnglish].map((language) => letter(alarm, place, language)).join('\n—\n\n');
  return { subject: `[Étanche] ${subject} (coffre ${alarm.index})`, text };
}

function letter(alarm: Alarm, { approvals, timeZone }: MailPlace, language: AlarmLanguage): string {
  const { text, advice } = language.sentences[alarm.kind];
  const format = new Intl.DateTimeFormat(language.locale, {
    ...{ dateStyle: 'long', timeStyle: 'short', timeZone },
  });
  const time = (seconds: number): string => format.format(seconds * 1000);
  const page = approvals === null || advice === '' ? [] : [language.page(`${approvals}/approvals#${alarm.practice}`)];
  const lines = [
    language.from(alarm),
    '',
    text(alarm),
    language.at(time(alarm.at), timeZone),
    ...(alarm.member === undefined ? [] : [language.member(alarm.member)]),
    '',
    ...(advice === '' ? [] : [advice]),
    ...(alarm.acknowledgeBy === undefined ? [] : [language.deadline(time(alarm.acknowledgeBy))]),
    ...page,
    '',
    language.end,
    '',
  ];
  return lines.join('\n');
}

/** The same event as one sentence in each language, for a webhook. */
export function alarmSentence(alarm: Alarm): { readonly fr: string; readonly en: string } {
  const of = ({ sentences }: AlarmLanguage): string => {
    const { text, advice } = sentences[alarm.kind];
    return `${text(alarm)} ${advice}`.trim();
  };
  return { fr: of(alarmsInFrench), en: of(alarmsInEnglish) };
}
