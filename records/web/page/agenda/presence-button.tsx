import type { AgendaEntry } from '@etanche/records-fhir';
import { letterPrint } from '../../paper/letter.ts';
import { clock, minutesOfDay } from '../../port/opening-hours.ts';
import { Icon } from '../elements/icon.tsx';
import { usePrint } from '../print/print-provider.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useRead } from '../session/use-call.ts';
import { documentsOf } from '../session/use-settings.ts';
import { longDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';

type Props = { readonly entry: AgendaEntry; readonly date: string; readonly name: string };

/** A certificate of attendance: name, day and time of the agenda, and nothing clinical. It is not kept in the file. */
export function PresenceButton({ entry, date, name }: Props) {
  const t = useTexts();
  const { me } = useOpenSession();
  const { data: settings } = useRead('settings', {});
  const print = usePrint();
  const head = documentsOf(settings, 'letterhead')[0]?.content ?? null;
  const from = minutesOfDay(entry.start);
  const day = longDate(date, 'fr');
  return (
    <button
      type="button"
      className="button"
      onClick={() => {
        print(
          letterPrint({
            ...{ letterhead: head, signatory: null, addressee: [], copies: [], heading: t.paper.presenceHeading },
            placeAndDate: head === null || head.town === '' ? `Le ${day}` : `${head.town}, le ${day}`,
            body: t.paper.presenceBody(name, day, clock(from), clock(from + entry.minutes)),
            signedBy: t.paper.secretariat(me.name),
          }),
        );
      }}
    >
      <Icon name="certificate" /> {t.paper.presence}
    </button>
  );
}
