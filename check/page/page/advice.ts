import type { ServiceName } from './services.ts';

export type Topic =
  | 'password'
  | 'bank'
  | 'phishing'
  | 'insurance'
  | 'insurer'
  | 'identity'
  | 'document'
  | 'health'
  | 'evidence'
  | 'complaint';

type Rule = {
  readonly topic: Topic;
  /** Keys of the categories that require it; `always` for everybody. */
  readonly when: readonly string[] | 'always';
  readonly services: readonly ServiceName[];
};

const health = [
  'analyses',
  'results',
  'blood-group',
  'body-measures',
  'comment',
  'diagnosis',
  'long-term-illness',
  'medication',
  'allergy',
  'vaccination',
  'pregnancy',
  'infection',
  'mental-health',
  'genetics',
  'sexual-life',
  'disability',
  'document',
] as const;

/** Advice rules, most urgent first. */
const rules: readonly Rule[] = [
  { topic: 'password', when: ['password', 'login'], services: [] },
  { topic: 'bank', when: ['bank-details', 'billing'], services: ['perceval'] },
  { topic: 'phishing', when: 'always', services: ['33700', 'signal-spam'] },
  { topic: 'insurance', when: ['nir', 'health-insurance'], services: ['ameli'] },
  { topic: 'insurer', when: ['insurer'], services: [] },
  { topic: 'document', when: ['identity-document'], services: [] },
  { topic: 'identity', when: ['identity', 'birth-date', 'nir', 'identity-document'], services: ['cnil'] },
  { topic: 'health', when: health, services: ['france-victimes'] },
  { topic: 'evidence', when: 'always', services: [] },
  { topic: 'complaint', when: 'always', services: ['17cyber', 'cybermalveillance'] },
];

type Advice = Pick<Rule, 'topic' | 'services'>;

/** The advice for a person whose data of these categories were exposed. */
export function adviceFor(categories: readonly string[]): Advice[] {
  const applies = ({ when }: Rule) => when === 'always' || when.some((key) => categories.includes(key));
  return rules.filter(applies).map(({ topic, services }) => ({ topic, services }));
}

/** Services that help regardless of the exposed data. */
export const generalServices: readonly ServiceName[] = [
  '17cyber',
  'info-escroqueries',
  'france-victimes',
  'cnil-complaint',
  'pharos',
];
