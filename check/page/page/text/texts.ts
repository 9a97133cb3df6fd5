import type {
  BirthDateErrorCode,
  CodeErrorCode,
  EmailErrorCode,
  NameErrorCode,
  NirErrorCode,
  PhoneErrorCode,
} from '@etanche/core-identifiers';
import type { Kind } from '@etanche/core-check-protocol';
import type { Topic } from '../advice.ts';
import type { Reason } from '../messages.ts';
import type { ServiceName } from '../services.ts';

type Words = { readonly name: string; readonly hint: string };
type Field = { readonly label: string; readonly hint: string };
type Paragraph = { readonly title: string; readonly text: string };

/** Parser codes with one sentence each; for a wrong length the number of missing characters is shown. */
type Sentence =
  | Exclude<NirErrorCode, 'nir_length'>
  | Exclude<CodeErrorCode, 'code_length'>
  | BirthDateErrorCode
  | EmailErrorCode
  | PhoneErrorCode
  | NameErrorCode
  | 'nir_half_key';
type Count = 'nir_short' | 'nir_extra' | 'code_short' | 'code_extra';

/** All texts of the page in one language. */
export type Texts = {
  readonly language: 'fr' | 'en';
  readonly otherLanguage: string;
  readonly languageLabel: string;
  readonly skip: string;
  readonly site: string;
  readonly loading: string;
  readonly continue: string;
  readonly back: string;
  readonly check: string;
  readonly newTab: string;
  readonly step: (current: number, total: number) => string;
  readonly home: {
    readonly [
      name in
        | 'controller'
        | 'occurred'
        | 'discovered'
        | 'contact'
        | 'legalBasis'
        | 'expires'
        | 'vaults'
        | 'facts'
        | 'choose'
        | 'chooseError'
        | 'one'
        | 'safeTitle'
        | 'how'
        | 'howUrl'
        | 'verify'
        | 'verifyUrl'
        | 'legal'
        | 'legalUrl'
    ]: string;
  } & { readonly between: (from: string, to: string) => string; readonly safe: readonly string[] };
  readonly kinds: Readonly<Record<Kind, Words>>;
  readonly child: Paragraph;
  readonly fields: {
    readonly nir: Field & {
      readonly corsica: string;
      readonly insert: (letters: string) => string;
      readonly without: string;
    };
    readonly birthDate: Field & { readonly child: string };
    readonly code: Field;
    readonly email: Field;
    readonly phone: Field;
    readonly family: Field;
    readonly given: Field;
  };
  readonly errors: Readonly<Record<Sentence, string>> & Readonly<Record<Count, (count: number) => string>>;
  readonly pictures: Readonly<Record<'card' | 'cardNumber' | 'letter' | 'letterCode', string>>;
  readonly asking: Readonly<
    Record<'title' | 'stretch' | 'ask' | 'work' | 'fetch' | 'note' | 'cancel' | 'done' | 'current', string>
  >;
  readonly found: Readonly<
    Record<
      | 'title'
      | 'exposed'
      | 'exposedNote'
      | 'calm'
      | 'todo'
      | 'papers'
      | 'papersNote'
      | 'summary'
      | 'summaryNote'
      | 'letter'
      | 'letterNote'
      | 'print'
      | 'save'
      | 'services'
      | 'again'
      | 'forget',
      string
    >
  >;
  readonly notFound: Readonly<
    Record<'title' | 'sure' | 'meaning' | 'codeLimit' | 'otherKinds' | 'careful' | 'again', string>
  > & { readonly asked: Readonly<Record<Kind, string>>; readonly limits: readonly string[] };
  readonly could: Readonly<Record<'title' | 'neither' | 'retry' | 'ready' | 'change' | 'contact', string>> & {
    readonly reasons: Readonly<Record<Reason, string>>;
    /** For a wait of hours: the day and the full hour. */
    readonly retryAt: (day: 'today' | 'tomorrow' | 'later', hour: number) => string;
    readonly retryIn: (time: string) => string;
  };
  readonly forgotten: string;
  readonly contactLabels: Readonly<Record<'email' | 'phone' | 'address' | 'url' | 'name', string>>;
  readonly advice: Readonly<Record<Topic, Paragraph>>;
  readonly services: Readonly<Record<ServiceName, { readonly name: string; readonly text: string }>>;
  readonly paper: Readonly<
    Record<
      'summaryTitle' | 'leak' | 'answer' | 'exposed' | 'todo' | 'services' | 'private' | 'summaryFile' | 'letterFile',
      string
    >
  > & {
    readonly checkedOn: (date: string) => string;
    readonly version: (index: string, version: number) => string;
  };
};
