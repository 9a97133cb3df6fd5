type Language = 'fr' | 'en';

export type ViewerTexts = {
  readonly language: Language;
  /** The link to the other language, in that language. */
  readonly other: string;
  readonly title: string;
  readonly lead: string;
  readonly none: string;
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly back: string;
  readonly attachments: string;
  readonly archive: string;
  readonly problem: (code: string) => string;
  /** The readers of a document. */
  readonly masking: Readonly<Record<string, string>>;
  readonly bytes: (count: number) => string;
  /** @param at milliseconds since 1970 */
  readonly time: (at: number) => string;
};

/** French first: English only if it is chosen, or the browser asks for it and not for French. */
export function languageOf(chosen: string | null, accepted = ''): Language {
  if (chosen === 'fr' || chosen === 'en') return chosen;
  return /^en\b/i.test(accepted) && !/\bfr\b/i.test(accepted) ? 'en' : 'fr';
}

export function textsOf(language: Language): ViewerTexts {
  return texts[language];
}

const timeZone = 'Europe/Paris';
const time = (locale: string) => (at: number) =>
  new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium', timeStyle: 'medium' }).format(at);

const texts: Readonly<Record<Language, ViewerTexts>> = {
  fr: {
    language: 'fr',
    other: 'English',
    title: 'Courrier MSSanté envoyé (démonstration)',
    lead: 'Les messages que la passerelle a remis à l’opérateur de démonstration. Rien ne quitte cet ordinateur ; la liste est vide après chaque arrêt.',
    none: 'Aucun message n’est parti.',
    at: 'Remis le',
    from: 'De',
    to: 'À',
    subject: 'Objet',
    back: 'Tous les messages',
    attachments: 'Pièces jointes',
    archive: 'Contenu de IHE_XDM.zip',
    problem: (code) => `L’archive ne peut pas être lue (${code}).`,
    masking: {
      everyone: 'visible de tous',
      professionals_only: 'masqué au patient',
      patient_only: 'masqué aux professionnels',
    },
    bytes: (count) => `${count.toLocaleString('fr-FR')} octets`,
    time: time('fr-FR'),
  },
  en: {
    language: 'en',
    other: 'Français',
    title: 'MSSanté mail that was sent (demonstration)',
    lead: 'The messages that the gateway gave to the operator of the demonstration. Nothing leaves this computer; the list is empty after each stop.',
    none: 'No message was sent.',
    at: 'Accepted on',
    from: 'From',
    to: 'To',
    subject: 'Subject',
    back: 'All messages',
    attachments: 'Attachments',
    archive: 'Contents of IHE_XDM.zip',
    problem: (code) => `The archive cannot be read (${code}).`,
    masking: {
      everyone: 'visible to everybody',
      professionals_only: 'hidden from the patient',
      patient_only: 'hidden from professionals',
    },
    bytes: (count) => `${count.toLocaleString('en-GB')} bytes`,
    time: time('en-GB'),
  },
};
