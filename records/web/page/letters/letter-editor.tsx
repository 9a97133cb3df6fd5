import type { TemplateDocument } from '@etanche/records-client';
import type { Letter } from '@etanche/records-fhir';
import type { KeptLetter } from '../../port/paper-calls.ts';
import type { SettingsView } from '../../port/settings-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useToast } from '../elements/toasts.tsx';
import { KeptForm, useKept, useKeptForm } from '../forms/kept-form.tsx';
import { KeptNote } from '../forms/kept-note.tsx';
import { PrintKey } from '../print/print-key.tsx';
import { usePrint } from '../print/print-provider.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { documentsOf } from '../session/use-settings.ts';
import { useTexts } from '../text/use-texts.tsx';
import { fillTemplate } from '../../paper/fill-template.ts';
import styles from './letters.module.css';
import { LetterPreview } from './letter-preview.tsx';
import { letterTitle } from './letter-title.ts';
import { fieldLabel, OpenFields, type FieldValues } from './open-fields.tsx';

type Props = {
  readonly scope: string;
  readonly template: { readonly id: string; readonly content: TemplateDocument } | null;
  readonly corrected: KeptLetter | null;
  readonly treatingDoctor: string | null;
  readonly settings: SettingsView;
  readonly onKept: () => void;
};

/** The version that is corrected; null for a letter that the file does not have yet. */
type Base = { readonly id: string; readonly version: number } | null;

const noFields = {};

/** Fills in the template of a letter, and shows it to be written; or a kept letter, to be corrected. */
export function LetterEditor(props: Props) {
  const { scope, template, corrected } = props;
  const filled = useRead('paperFill', template === null ? null : { scope, template: template.id, fields: noFields });
  if (filled.error !== null) return <FailureNote error={filled.error} />;
  const kind = template === null || template.content.kind === 'visit' ? null : template.content.kind;
  const first =
    corrected?.letter ??
    (filled.data === undefined || kind === null
      ? null
      : { kind, heading: filled.data.heading, body: filled.data.body, addressee: [], copies: [] });
  if (first === null) return null;
  return (
    <KeptForm form="letter" scope={scope} item={corrected?.id ?? template?.id ?? ''}>
      <LetterForm {...props} first={first} />
    </KeptForm>
  );
}

/** The text of one letter: paragraphs, an addressee of the directory, and a copy to the treating doctor. */
function LetterForm({
  scope,
  template,
  corrected,
  treatingDoctor,
  settings,
  onKept,
  first,
}: Props & { readonly first: Letter }) {
  const t = useTexts();
  const toast = useToast();
  const print = usePrint();
  const { port } = useOpenSession();
  const { done } = useKeptForm();
  const keep = useWrite('letterKeep');
  const [letter, setLetter] = useKept('letter', first);
  const [values, setValues] = useKept<FieldValues>('values', {});
  const [base, setBase] = useKept<Base>(
    'base',
    corrected === null ? null : { id: corrected.id, version: corrected.version },
  );
  const change = (part: Partial<Letter>): void => {
    setLetter({ ...letter, ...part });
  };
  const correspondents = documentsOf(settings, 'correspondent').map(({ content }) => [
    ...[content.name, content.speciality, content.street].filter((line) => line !== ''),
    `${content.postalCode} ${content.town}`.trim(),
  ]);
  const { open } = fillTemplate(letter.body, {});
  const { text: body, open: missing } = fillTemplate(letter.body, values);
  const isLetter = letter.kind === 'letter';
  const written: Letter = {
    ...{ ...letter, body },
    ...(isLetter &&
      template !== null && { title: letterTitle(template.content.name, letter.addressee[0], values.objet) }),
  };
  // A field that waits for its text is named in words: the page never shows braces.
  const shown = body.replaceAll(/\{([a-z_]{1,30})\}/gu, (_, field: string) => t.paper.waiting(fieldLabel(t, field)));
  const canStore = missing.length === 0 && !keep.isPending;
  const store = (after: () => void): void => {
    if (!canStore) return;
    keep.mutate(
      { scope, letter: written, base },
      {
        onSuccess: () => {
          done();
          toast(t.paper.kept);
          onKept();
        },
        ifShown: (id) => {
          setLetter(written);
          setBase({ id, version: (base?.version ?? 0) + 1 });
          after();
        },
      },
    );
  };
  const onPaper = (): void => {
    void port.call('paperLetter', { scope, letter: written }).then((printed) => {
      if (printed.missing.length > 0) toast(t.paper.missing(printed.missing));
      print(printed.print);
    });
  };
  return (
    <>
      <form
        className={styles.editor}
        aria-label={letter.heading || t.paper.kinds[letter.kind]}
        onSubmit={(event) => {
          event.preventDefault();
          store(onPaper);
        }}
      >
        <KeptNote />
        {letter.kind === 'sick_leave' && <p className="soft">{t.paper.sickLeave}</p>}
        {isLetter ? (
          <label className={styles.field}>
            <span>{t.paper.addressee}</span>
            <select
              value={correspondents.findIndex((lines) => lines[0] === letter.addressee[0])}
              onChange={({ target }) => {
                change({ addressee: correspondents[Number(target.value)] ?? [] });
              }}
            >
              <option value={-1}>{t.paper.noAddressee}</option>
              {correspondents.map((lines, i) => (
                <option key={lines.join()} value={i}>
                  {lines[0]}
                  {lines[1] === undefined ? '' : `, ${lines[1]}`}
                </option>
              ))}
            </select>
          </label>
        ) : (
          <label className={styles.field}>
            <span>{t.paper.heading}</span>
            <input
              value={letter.heading}
              maxLength={200}
              onChange={({ target }) => {
                change({ heading: target.value });
              }}
            />
          </label>
        )}
        <OpenFields fields={open} values={values} onChange={setValues} />
        <label className={styles.field}>
          <span>{t.paper.body}</span>
          <textarea
            className={styles.body}
            value={letter.body}
            maxLength={20_000}
            rows={14}
            onChange={({ target }) => {
              change({ body: target.value });
            }}
          />
        </label>
        {isLetter && treatingDoctor !== null && (
          <label>
            <input
              type="checkbox"
              checked={letter.copies.includes(treatingDoctor)}
              onChange={({ target }) => {
                change({ copies: target.checked ? [treatingDoctor] : [] });
              }}
            />{' '}
            {t.paper.copyTo(treatingDoctor)}
          </label>
        )}
        {keep.error !== null && <FailureNote error={keep.error} />}
        <div className={styles.actions}>
          {missing.length > 0 && (
            <p className={styles.open} role="status">
              {t.paper.open(missing.map((field) => fieldLabel(t, field)))}
            </p>
          )}
          <button
            type="button"
            className="button"
            aria-disabled={!canStore}
            onClick={() => {
              store(() => undefined);
            }}
          >
            {t.paper.keep}
          </button>
          <button type="submit" className="button primary" aria-disabled={!canStore}>
            <Icon name="printer" /> {t.paper.keepLetterAndPrint} <kbd>Ctrl P</kbd>
          </button>
        </div>
      </form>
      <PrintKey
        onPrint={() => {
          store(onPaper);
        }}
      />
      <LetterPreview scope={scope} letter={{ ...written, body: shown }} />
    </>
  );
}
