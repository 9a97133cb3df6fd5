import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { LineDraft, LineView, MedicineHit, Renewal } from '../../port/prescription-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { KeptForm, useKept, useKeptForm } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { useToast } from '../elements/toasts.tsx';
import { PrintKey } from '../print/print-key.tsx';
import { usePrint } from '../print/print-provider.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useIsShown } from '../session/use-is-shown.ts';
import { BackButton, useGoBack } from '../patients/back-button.tsx';
import { PatientBar } from '../patients/patient-bar.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { Preview, useLatest } from '../print/preview.tsx';
import { AlertNotes } from './alert-notes.tsx';
import { FavouriteDialog } from './favourite-dialog.tsx';
import { FavouriteList } from './favourite-list.tsx';
import { favouritesOf } from './favourites.ts';
import { ofLine } from './line-alerts.ts';
import { LineEditor } from './line-editor.tsx';
import { MedicineSearch } from './medicine-search.tsx';
import styles from './prescription.module.css';
import { StopDialog } from './stop-dialog.tsx';
import { useFavouriteLines } from './use-favourite-lines.ts';
import { plainDraft } from './plain-draft.ts';
import { RenewList } from './renew-list.tsx';

type KeptLine = LineDraft & {
  readonly id: string;
  readonly label: string;
  readonly brandName: string | null;
  readonly dose: string;
};

/** A prescription: the standing treatment to renew, new medicines by substance, and what the rules require. */
export function PrescriptionScreen() {
  const { scope = '' } = useParams({ strict: false });
  return (
    <KeptForm form="prescription" scope={scope}>
      <Prescription key={scope} scope={scope} />
    </KeptForm>
  );
}

function Prescription({ scope }: { readonly scope: string }) {
  const t = useTexts();
  const toast = useToast();
  const goBack = useGoBack(scope);
  const isShown = useIsShown();
  const { port } = useOpenSession();
  const { data: file, error } = useRead('openPatient', { scope });
  const [hit, setHit] = useKept<MedicineHit | null>('hit', null);
  const [lines, setLines] = useKept<readonly KeptLine[]>('lines', []);
  const [renewed, setRenewed] = useKept<readonly string[]>('renewed', []);
  const [days, setDays] = useKept<Readonly<Record<string, number>>>('days', {});
  const [refused, setRefused] = useState<readonly string[]>([]);
  const [retyped, setRetyped] = useState('');
  const { done } = useKeptForm();
  const write = useWrite('prescriptionWrite');
  const print = usePrint();
  const { me } = useOpenSession();
  const { data: settings } = useRead('settings', {});
  const favourites = favouritesOf(settings, me.id);
  const [changedId, setChangedId] = useKept<string | null>('changed', null);
  const changed = lines.find(({ id }) => id === changedId) ?? null;
  const [kept, setKept] = useState<readonly KeptLine[] | null>(null);
  const add = (added: readonly { readonly draft: LineDraft; readonly view: LineView }[]): void => {
    setLines((all) => [...all, ...added.map(({ draft, view }) => keptLine(draft, view))]);
  };
  const favourite = useFavouriteLines(scope, lines, add);
  if (error !== null) return <FailureNote error={error} />;
  if (file === undefined) return <Loading bars={5} />;
  if (file.synthesis === null) return null;
  const count = lines.length + renewed.length;
  const renewals = renewed.map((id): Renewal => ({ id, days: days[id] ?? null }));
  const onPaper = async (): Promise<void> => {
    const printed = await port.call('paperPrescription', { scope });
    if (printed === null) {
      toast(t.paper.noPrescription);
      return;
    }
    if (printed.missing.length > 0) toast(t.paper.missing(printed.missing));
    print(printed.print);
  };
  const keep = (isPrinted: boolean): void => {
    if (count === 0 || write.isPending) return;
    write.mutate(
      { scope, lines, renewed: renewals },
      {
        onSuccess: ({ written, refused: labels }) => {
          if (labels.length > 0) return;
          done();
          toast(t.prescription.written(written));
        },
        ifShown: ({ refused: labels }) => {
          setRefused(labels);
          // Nothing was written: the screen stays, with what was chosen.
          if (labels.length > 0) return;
          const after = isPrinted ? onPaper() : Promise.resolve();
          void after.then(() => {
            if (isShown.current) goBack();
          });
        },
      },
    );
  };
  return (
    <article className={styles.file}>
      <PrintKey
        onPrint={() => {
          keep(true);
        }}
      />
      <PatientBar header={file.header} synthesis={file.synthesis} action={<BackButton scope={scope} />} />
      <div className={styles.columns}>
        <section className={styles.main} aria-labelledby="prescription">
          <h2 id="prescription">{t.prescription.title}</h2>
          <KeptNote />
          <RenewList
            scope={scope}
            chosen={renewed}
            onChange={(chosen) => {
              setRenewed(chosen);
              setRefused([]);
            }}
            days={days}
            onDays={(id, value) => {
              setDays((all) => ({ ...all, [id]: value }));
            }}
            onRetype={(label) => {
              setHit(null);
              setChangedId(null);
              setRetyped(label);
            }}
          />
          <FavouriteList favourites={favourites} onUse={favourite.use} />
          {favourite.error !== null && <FailureNote error={favourite.error} />}
          {hit === null ? (
            <MedicineSearch
              key={retyped}
              first={retyped}
              favourites={favourites}
              isFocused
              onFavourite={favourite.use}
              onChoose={setHit}
            />
          ) : (
            <LineEditor
              key={`${hit.key} ${hit.brand ?? ''} ${changed?.id ?? ''}`}
              scope={scope}
              hit={hit}
              others={lines.filter((line) => line !== changed)}
              {...(changed === null ? {} : { first: changed })}
              onCancel={() => {
                setHit(null);
                setChangedId(null);
              }}
              onKeep={(draft, view) => {
                const line = keptLine(draft, view);
                setLines(
                  changed === null ? [...lines, line] : lines.map((one) => (one.id === changed.id ? line : one)),
                );
                setHit(null);
                setChangedId(null);
              }}
            />
          )}
          <ul className={styles.lines} aria-label={t.prescription.lines}>
            {lines.map((line) => (
              <li key={line.id}>
                <div>
                  <strong>{line.label}</strong> {line.isAld && <span className="tag">ALD</span>}
                  <p className="soft">{line.dose}</p>
                  <KeptAlerts scope={scope} line={line} lines={lines} />
                </div>
                <button
                  type="button"
                  aria-label={t.favourite.keep(line.label)}
                  onClick={() => {
                    setKept([line]);
                  }}
                >
                  <Icon name="star" size={16} />
                </button>
                <button
                  type="button"
                  aria-label={t.favourite.change(line.label)}
                  onClick={() => {
                    setChangedId(line.id);
                    setHit({ ...line, count: 1 });
                  }}
                >
                  <Icon name="pencil" size={16} />
                </button>
                <button
                  type="button"
                  aria-label={t.prescription.remove(line.label)}
                  onClick={() => {
                    setLines(lines.filter((one) => one.id !== line.id));
                  }}
                >
                  <Icon name="x" size={16} />
                </button>
              </li>
            ))}
          </ul>
          {lines.length > 1 && (
            <button
              type="button"
              className="link"
              onClick={() => {
                setKept(lines);
              }}
            >
              {t.favourite.keepLines(lines.length)}
            </button>
          )}
          {kept !== null && (
            <FavouriteDialog
              lines={kept.map(({ key, brand, label, typed, renewals, isContinuous }) => ({
                ...{ key, brand, label, typed, renewals, isContinuous },
              }))}
              onClose={() => {
                setKept(null);
              }}
            />
          )}
          {favourite.stopped !== null && (
            <StopDialog alerts={favourite.stopped.alerts} onLeave={favourite.leave} onConfirm={favourite.confirm} />
          )}
          {refused.length > 0 && (
            <p role="alert" className={styles.fault}>
              {t.prescription.refused(refused.join(', '))}
            </p>
          )}
          {write.error !== null && (
            <FailureNote
              error={write.error}
              retriesItself={false}
              onRetry={() => {
                keep(false);
              }}
            />
          )}
        </section>
        <aside className={styles.side}>
          <DraftPreview scope={scope} lines={lines} renewed={renewals} />
          <div className={styles.actions}>
            <button type="button" className="button quiet" onClick={() => void onPaper()}>
              <Icon name="printer" /> {t.paper.printLast}
            </button>
            <button
              type="button"
              className="button"
              aria-disabled={count === 0 || write.isPending}
              onClick={() => {
                keep(false);
              }}
            >
              {t.prescription.keep(count)}
            </button>
            <button
              type="button"
              className="button primary"
              aria-disabled={count === 0 || write.isPending}
              onClick={() => {
                keep(true);
              }}
            >
              <Icon name="printer" /> {t.paper.keepAndPrint(count)} <kbd>Ctrl P</kbd>
            </button>
          </div>
        </aside>
      </div>
    </article>
  );
}

function keptLine(draft: LineDraft, { label, brandName, dose }: LineView): KeptLine {
  return { ...draft, id: crypto.randomUUID(), label: brandName ?? label, brandName, dose: dose ?? '' };
}

/** A kept line is checked again when the file, the thesaurus or another line changes. */
function KeptAlerts({
  scope,
  line,
  lines,
}: {
  readonly scope: string;
  readonly line: KeptLine;
  readonly lines: readonly KeptLine[];
}) {
  const others = lines.filter(({ id }) => id !== line.id).map(plainDraft);
  const { data: view, error, refetch } = useRead('lineRead', { scope, draft: plainDraft(line), others });
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  return <AlertNotes alerts={ofLine(view?.alerts ?? [])} />;
}

/** The paper as it would be printed, while lines are added. */
function DraftPreview({
  scope,
  lines,
  renewed,
}: {
  readonly scope: string;
  readonly lines: readonly LineDraft[];
  readonly renewed: readonly Renewal[];
}) {
  const t = useTexts();
  const drafts = lines.map(plainDraft);
  const { data } = useRead('paperDraft', { scope, lines: drafts, renewed });
  const print = useLatest(data === null ? undefined : data?.print);
  if (drafts.length + renewed.length === 0) return <p className="soft">{t.prescription.empty}</p>;
  return <Preview print={print} />;
}
