import { displayName, type PracticalNote, practicalNotes } from '@etanche/records-fhir';
import { useEffect, useEffectEvent } from 'react';
import { appointmentKinds, kindNamed } from '../../port/appointment-kinds.ts';
import { plusDays } from '../../port/opening-hours.ts';
import type { FoundPatient } from '../../port/patient-calls.ts';
import type { Practitioner } from '../../port/session-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useToast } from '../elements/toasts.tsx';
import { KeptForm, useKept, useKeptForm } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { PatientSearch } from '../patients/patient-search.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { ageOn, birthDate, dayInSentence } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { BlockForm } from './block-form.tsx';
import type { ChosenPlace } from './grid-geometry.ts';
import styles from './phone-panel.module.css';

type Props = {
  readonly date: string;
  readonly now: string;
  readonly practitioners: readonly Practitioner[];
  readonly place: ChosenPlace | null;
  readonly onPlace: (place: ChosenPlace | null) => void;
};

const shownPlaces = 3;
const searchedDays = 14;

/** Finds the caller, proposes the first places, and books with Enter. */
export function PhonePanel(props: Props) {
  const t = useTexts();
  return (
    <section className={styles.panel} aria-labelledby="phone">
      <h2 id="phone">
        <Icon name="phone" /> {t.phone.title}
      </h2>
      <KeptForm form="booking">
        <Call {...props} />
      </KeptForm>
    </section>
  );
}

function Call({ date, now, practitioners, place, onPlace }: Props) {
  const t = useTexts();
  const [patient, setPatient] = useKept<FoundPatient | null>('patient', null);
  return (
    <>
      <KeptNote />
      {patient === null ? (
        <PatientSearch label={t.phone.field} placeholder={t.phone.field} onChoose={setPatient} autoFocus />
      ) : (
        <Booking
          key={patient.scope}
          {...{ date, now, practitioners, place, patient, onPlace }}
          onDone={() => {
            setPatient(null);
            onPlace(null);
          }}
        />
      )}
      {patient === null && <p className="soft">{t.phone.hint}</p>}
      {patient === null && place !== null && (
        <BlockForm
          key={`${place.practitioner} ${place.start}`}
          place={place}
          onDone={() => {
            onPlace(null);
          }}
        />
      )}
    </>
  );
}

function Booking({
  date,
  now,
  practitioners,
  place,
  patient,
  onPlace,
  onDone,
}: Props & { readonly patient: FoundPatient; readonly onDone: () => void }) {
  const t = useTexts();
  const { language } = useLanguage();
  const toast = useToast();
  const { done } = useKeptForm();
  const [code, setKind] = useKept('kind', appointmentKinds()[0].code);
  const kind = kindNamed(code);
  const [wanted, setPractitioner] = useKept('practitioner', practitioners[0]?.id ?? '');
  const isListed = (id: string): boolean => practitioners.some((one) => one.id === id);
  const practitioner = isListed(wanted) ? wanted : (practitioners[0]?.id ?? '');
  const [notes, setNotes] = useKept<readonly PracticalNote[]>('notes', []);
  const [keptPlace, setKeptPlace] = useKept<ChosenPlace | null>('place', null);
  const chooseAgain = useEffectEvent(() => {
    if (place !== null || keptPlace === null) return;
    const isPast = keptPlace.start.slice(0, 10) < now.slice(0, 10);
    if (!isPast && isListed(keptPlace.practitioner)) onPlace(keptPlace);
  });
  useEffect(() => {
    chooseAgain();
  }, []);
  useEffect(() => {
    setKeptPlace(place);
  }, [place, setKeptPlace]);
  const book = useWrite('agendaBook');
  const cancel = useWrite('agendaSetState');
  const free = useRead('agendaFree', {
    practitioners: [place?.practitioner ?? practitioner],
    from: `${date > now.slice(0, 10) ? date : now.slice(0, 10)}T00:00`,
    days: searchedDays,
    minutes: kind.minutes,
    most: shownPlaces,
  });
  // Read after the search for places, which opens days.
  const isSearched = free.data !== undefined || free.error !== null;
  const coming = useRead('agendaComing', isSearched ? { scope: patient.scope } : null, false);
  const chosen =
    place ??
    (free.data?.[0] === undefined ? null : { practitioner: free.data[0].practitioner, start: free.data[0].start });
  const { card, scope } = patient;
  const today = now.slice(0, 10);
  const age = ageOn(card.birthDate, today);
  const when = (start: string): string => {
    const day = start.slice(0, 10);
    const name =
      day === today ? t.phone.today : day === plusDays(today, 1) ? t.phone.tomorrow : dayInSentence(day, language);
    return t.phone.at(name, start.slice(11));
  };
  const nameOf = (id: string): string => practitioners.find((one) => one.id === id)?.name ?? '';
  const sameDay = coming.data?.find(({ start }) => start.slice(0, 10) === chosen?.start.slice(0, 10));
  const submit = (): void => {
    if (chosen === null) return;
    const name = displayName(card);
    // The worker stores it on this device before it is sent: a lock meanwhile must not offer it a second time.
    done();
    book.mutate(
      {
        practitioner: chosen.practitioner,
        start: chosen.start,
        minutes: kind.minutes,
        patient: { scope, name },
        kind: kind.code,
        notes,
      },
      {
        onSuccess: ({ entry, isSent }) => {
          done();
          const text = t.agenda.booked(name, when(chosen.start));
          toast(isSent ? text : t.unsent.toast(text), () => {
            const at = { practitioner: chosen.practitioner, date: chosen.start.slice(0, 10), entry };
            cancel.mutate({ ...at, state: 'cancelled', reason: null });
          });
        },
        ifShown: onDone,
      },
    );
  };
  return (
    <form
      className={styles.booking}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={styles.who}>
        <strong>{displayName(card)}</strong>
        <span>
          {t.patient.sex[card.sex]} · <b>{birthDate(card.birthDate)}</b>
          {age === null ? '' : `, ${t.patient.age(age)}`}
          {card.town === null ? '' : ` · ${card.town}`}
        </span>
        <button
          type="button"
          className="link"
          onClick={() => {
            done();
            onDone();
          }}
        >
          {t.phone.other}
        </button>
      </div>
      {coming.error !== null && <FailureNote error={coming.error} />}
      {coming.data !== undefined && (
        <section className={styles.coming} aria-labelledby="coming">
          <h3 id="coming">{t.phone.coming}</h3>
          <ul>
            {coming.data.map(({ practitioner: of, start }) => (
              <li key={`${of} ${start}`}>
                {when(start)}, {nameOf(of)}
              </li>
            ))}
          </ul>
          <p className="soft">{coming.data.length === 0 ? t.phone.noComing : t.phone.comingLead}</p>
        </section>
      )}
      <fieldset className={styles.kinds}>
        <legend className="visually-hidden">{t.phone.kinds}</legend>
        {appointmentKinds().map((one) => (
          <label key={one.code}>
            <input
              type="radio"
              name="kind"
              checked={one.code === kind.code}
              onChange={() => {
                setKind(one.code);
              }}
            />
            <span>{one.name}</span>
          </label>
        ))}
      </fieldset>
      <div className={styles.places}>
        <p>
          <span>
            <strong>{t.phone.places}</strong>, {t.phone.minutes(kind.minutes)}
          </span>
          <select
            aria-label={t.roles.doctor}
            value={place?.practitioner ?? practitioner}
            onChange={({ target: { value } }) => {
              setPractitioner(value);
              onPlace(null);
            }}
          >
            {practitioners.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </p>
        {free.error !== null && <FailureNote error={free.error} />}
        {free.data === undefined && free.error === null && <Loading />}
        {free.data?.length === 0 && <p className="soft">{t.phone.noPlace}</p>}
        {[...(place === null ? [] : [place]), ...(free.data ?? [])]
          .filter((one, i, all) => all.findIndex(({ start }) => start === one.start) === i)
          .slice(0, shownPlaces)
          .map((one, i) => (
            <button
              key={one.start}
              type="button"
              className={styles.place}
              autoFocus={i === 0}
              aria-pressed={one.start === chosen?.start}
              onClick={() => {
                onPlace({ practitioner: one.practitioner, start: one.start });
              }}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                submit();
              }}
            >
              <strong>{when(one.start)}</strong> <span>{nameOf(one.practitioner)}</span>
            </button>
          ))}
      </div>
      <fieldset className={styles.notes}>
        <legend>{t.phone.note}</legend>
        {practicalNotes.map((note) => (
          <label key={note}>
            <input
              type="checkbox"
              checked={notes.includes(note)}
              onChange={({ target: { checked } }) => {
                setNotes(checked ? [...notes, note] : notes.filter((one) => one !== note));
              }}
            />
            <span>{t.agenda.notes[note]}</span>
          </label>
        ))}
      </fieldset>
      {sameDay !== undefined && (
        <p className={styles.warning} role="status">
          <Icon name="alert-triangle" size={16} />
          {t.phone.sameDay(`${when(sameDay.start)}, ${nameOf(sameDay.practitioner)}`)}
        </p>
      )}
      {book.error !== null && <FailureNote error={book.error} />}
      {chosen !== null && (
        <button type="submit" className="button primary" aria-disabled={book.isPending}>
          {t.phone.book(when(chosen.start))} <kbd>{t.visit.enter}</kbd>
        </button>
      )}
    </form>
  );
}
