import { FailureNote } from '../elements/failure.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { documentsOf } from '../session/use-settings.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './visit.module.css';

const noFields = {};

/** Inserts a text of the practice, with the facts of this patient, into the examination. */
export function TemplateChoice({ scope, onText }: { readonly scope: string; readonly onText: (text: string) => void }) {
  const t = useTexts();
  const { data: settings } = useRead('settings', {});
  const fill = useWrite('paperFill');
  const templates = documentsOf(settings, 'template').filter(({ content }) => content.kind === 'visit');
  if (templates.length === 0) return null;
  return (
    <>
      <select
        className={styles.template}
        aria-label={t.visit.template}
        value=""
        onChange={({ target }) => {
          fill.mutate(
            { scope, template: target.value, fields: noFields },
            {
              ifShown: ({ body }) => {
                onText(body);
              },
            },
          );
        }}
      >
        <option value="">{t.visit.template}</option>
        {templates.map(({ id, content }) => (
          <option key={id} value={id}>
            {content.name}
          </option>
        ))}
      </select>
      {fill.error !== null && <FailureNote error={fill.error} />}
    </>
  );
}
