import type { SectionRules } from './section.ts';

/** The sections of the "volet de synthèse médicale" 1.4 (CI-SIS, 1.2.250.1.213.1.1.1.13). */
export const vsmSections = {
  summary: rules('46612-8', 'Conclusions de synthèse', 'Pathologies, antécédents, allergies et facteurs de risque', [
    '1.2.250.1.213.1.1.2.29',
  ]),
  history: rules('34117-2', 'Historique et physique', 'Pathologies en cours, antécédents et allergies', [
    '1.2.250.1.213.1.1.2.30',
  ]),
  problems: rules('11450-4', 'Liste des problèmes actifs', 'Pathologies en cours', [
    '2.16.840.1.113883.10.20.1.11',
    '1.3.6.1.4.1.19376.1.5.3.1.3.6',
    '1.2.250.1.213.1.1.2.132',
  ]),
  past: rules('11348-0', 'Antécédents médicaux', 'Antécédents médicaux', [
    '1.3.6.1.4.1.19376.1.5.3.1.3.8',
    '1.2.250.1.213.1.1.2.134',
  ]),
  operations: rules('47519-4', 'Historique des actes', 'Antécédents chirurgicaux', [
    '2.16.840.1.113883.10.20.1.12',
    '1.3.6.1.4.1.19376.1.5.3.1.3.11',
    '1.3.6.1.4.1.19376.1.5.3.1.3.12',
    '1.2.250.1.213.1.1.2.136',
  ]),
  allergies: rules('48765-2', 'Allergies et hypersensibilités', 'Allergies et hypersensibilités', [
    '2.16.840.1.113883.10.20.1.2',
    '1.3.6.1.4.1.19376.1.5.3.1.3.13',
    '1.2.250.1.213.1.1.2.137',
  ]),
  risks: rules(
    '57207-3',
    'Facteurs de risque présents ou passés affectant l’état de santé et/ou une circonstance',
    'Facteurs de risque',
    ['1.2.250.1.213.1.1.2.31'],
  ),
  habits: rules('29762-2', 'Habitus, Mode de vie', 'Mode de vie', [
    '2.16.840.1.113883.10.20.1.15',
    '1.3.6.1.4.1.19376.1.5.3.1.3.16',
    '1.3.6.1.4.1.19376.1.5.3.1.3.16.1',
    '1.2.250.1.213.1.1.2.141',
  ]),
  work: rules('10161-8', 'Facteurs de risques professionnels', 'Facteurs de risques professionnels', [
    '1.3.6.1.4.1.19376.1.5.3.1.1.5.3.1',
    '1.2.250.1.213.1.1.2.74',
  ]),
  family: rules('10157-6', 'Historique des pathologies familiales', 'Antécédents familiaux', [
    '2.16.840.1.113883.10.20.1.4',
    '1.3.6.1.4.1.19376.1.5.3.1.3.14',
    '1.3.6.1.4.1.19376.1.5.3.1.3.15',
    '1.2.250.1.213.1.1.2.139',
  ]),
  attention: rules('30954-2', 'Résultats d’examens', 'Points de vigilance', [
    '1.3.6.1.4.1.19376.1.5.3.1.3.27',
    '1.2.250.1.213.1.1.2.150',
  ]),
  plan: rules('18776-5', 'Plan de traitement', 'Traitement au long cours', ['1.2.250.1.213.1.1.2.32']),
  treatments: rules('10160-0', 'Traitements', 'Traitements', [
    '2.16.840.1.113883.10.20.1.8',
    '1.3.6.1.4.1.19376.1.5.3.1.3.19',
    '1.2.250.1.213.1.1.2.143',
  ]),
} as const satisfies Readonly<Record<string, SectionRules>>;

function rules(code: string, name: string, title: string, templates: readonly string[]): SectionRules {
  return { code, name, title, templates };
}
