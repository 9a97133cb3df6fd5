import { useEffect, useId, useRef, useState } from 'react';
import { displayName } from '@etanche/records-fhir';
import type { PatientHeader } from '../../port/patient-calls.ts';
import { appointmentKinds } from '../../port/appointment-kinds.ts';
import { openDaysFrom, plusDays } from '../../port/opening-hours.ts';
import { practiceToday } from '../../port/practice-time.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Loading } from '../elements/loading.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { usePracticeSetup } from '../session/use-settings.ts';
import { dayInSentence, dayTitle, weekdayTitle } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './visit.module.css';

/** Weeks from today, as a doctor says them. */
const spans = [
  { weeks: 1, name: 'week' },
  { weeks: 4, name: 'month' },
  { weeks: 13, name: 'quarter' },
  { weeks: 26, name: 'half' },
] as const;
const shownDays = 5;
const shownPlaces = 3;

/**
 * The next appointment with this doctor. The server's counts propose days; a day costs a unit, so that it is opened
 * when it is chosen.
 */
export function NextAppointment({ patient }: { readonly patient: PatientHeader }) {
  const t = useTexts();
  const { language } = useLanguage();
  const id = useId();
  usePracticeSetup();
  const { me, practitioners } = useOpenSession();
  const [span, setSpan] = useState<(typeof spans)[number] | null>(null);
  const [day, setDay] = useState<string | null>(null);
  const from = span === null ? null : plusDays(practiceToday(), span.weeks * 7);
  const proposed = from === null ? [] : openDaysFrom(from, shownDays);
  const loads = useRead('agendaLoads', from === null ? null : { from, to: proposed.at(-1) ?? from });
  if (!practitioners.some((one) => one.id === me.id)) return null;
  const count = (date: string): number =>
    loads.data?.find((one) => one.practitioner === me.id && one.date === date)?.entries ?? 0;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{t.visit.next}</h2>
      <div className={styles.spans} role="group" aria-labelledby={id}>
        {spans.map((one) => (
          <button
            key={one.name}
            type="button"
            className="button"
            aria-pressed={one === span}
            onClick={() => {
              setSpan(one);
              setDay(null);
            }}
          >
            {t.visit.spans[one.name]}
          </button>
        ))}
      </div>
      {loads.error !== null && <FailureNote error={loads.error} />}
      {from !== null && loads.data !== undefined && (
        <div className={styles.days}>
          {proposed.map((date) => (
            <button
              key={date}
              type="button"
              className="button"
              aria-pressed={date === day}
              title={dayTitle(date, language)}
              onClick={() => {
                setDay(date);
              }}
            >
              {weekdayTitle(date, language)} <small>{t.visit.entries(count(date))}</small>
            </button>
          ))}
        </div>
      )}
      {day !== null && <Places key={day} date={day} patient={patient} />}
    </section>
  );
}

function Places({ date, patient }: { readonly date: string; readonly patient: PatientHeader }) {
  const t = useTexts();
  const { language } = useLanguage();
  const toast = useToast();
  const { me } = useOpenSession();
  const [kind] = appointmentKinds();
  const book = useWrite('agendaBook');
  const cancel = useWrite('agendaSetState');
  const free = useRead('agendaFree', {
    ...{ practitioners: [me.id], from: `${date}T00:00`, days: 1, minutes: kind.minutes, most: shownPlaces },
  });
  const name = displayName(patient.card);
  const when = (start: string): string => t.phone.at(dayInSentence(date, language), start.slice(11));
  if (book.isSuccess) {
    const text = t.visit.booked(when(book.variables.start));
    return <Booked text={book.data.isSent ? text : t.unsent.toast(text)} />;
  }
  const failed = free.error ?? book.error;
  return (
    <>
      {failed !== null && <FailureNote error={failed} />}
      {free.data === undefined && free.error === null && <Loading />}
      {free.data?.length === 0 && <p className="soft">{t.visit.noPlace}</p>}
      <div className={styles.days}>
        {free.data?.map(({ start }) => (
          <button
            key={start}
            type="button"
            className="button"
            aria-disabled={book.isPending}
            onClick={() => {
              if (book.isPending) return;
              const { scope } = patient;
              book.mutate(
                {
                  ...{ practitioner: me.id, start, minutes: kind.minutes, patient: { scope, name } },
                  ...{ kind: kind.code, notes: [] },
                },
                {
                  onSuccess: ({ entry, isSent }) => {
                    const text = t.agenda.booked(name, when(start));
                    toast(isSent ? text : t.unsent.toast(text), () => {
                      const at = { practitioner: me.id, date, entry };
                      cancel.mutate({ ...at, state: 'cancelled', reason: null });
                      book.reset();
                    });
                  },
                },
              );
            }}
          >
            {start.slice(11)}
          </button>
        ))}
      </div>
    </>
  );
}

/** Has the focus, which was on the button that this text replaces. */
function Booked({ text }: { readonly text: string }) {
  const status = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    status.current?.focus();
  }, []);
  return (
    <p ref={status} role="status" tabIndex={-1}>
      {text}
    </p>
  );
}
