import { xml, type XmlContent, type XmlOutput } from '../../xml/write-xml.ts';
import { templates } from './cda-parts.ts';
import { interval, related } from './entry-parts.ts';
import type { NewId } from './section.ts';

interface Concern {
  readonly isActive: boolean;
  readonly start: string | null;
  readonly end: string | null;
}

/** The templates of the concern and of the observation in it. */
interface ConcernRules {
  readonly concern: readonly string[];
  readonly observation: readonly string[];
}

/**
 * A problem or an allergy with its observation (IHE PCC Concern Entry).
 *
 * @param content of the observation after its id
 */
export function concernEntry(
  { isActive, start, end }: Concern,
  rules: ConcernRules,
  newId: NewId,
  content: readonly XmlContent[],
): XmlOutput {
  return xml(
    'entry',
    {},
    xml(
      'act',
      { classCode: 'ACT', moodCode: 'EVN' },
      ...templates('2.16.840.1.113883.10.20.1.27', '1.3.6.1.4.1.19376.1.5.3.1.4.5.1', ...rules.concern),
      xml('id', { root: newId() }),
      xml('code', { nullFlavor: 'NA' }),
      xml('statusCode', { code: isActive ? 'active' : 'completed' }),
      interval(start, end),
      related(
        'SUBJ',
        xml(
          'observation',
          { classCode: 'OBS', moodCode: 'EVN', negationInd: 'false' },
          ...templates(...rules.observation),
          xml('id', { root: newId() }),
          ...content,
        ),
      ),
    ),
  );
}
