import { FailureNote } from '../elements/failure.tsx';
import { useToast } from '../elements/toasts.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';

/** A button for each destroyed element of a file, which restores it. */
export function RestoreButtons({
  call,
  scope,
  ids,
  className,
  buttonClass,
}: {
  /** `fileRestore` for a file that does not open. */
  readonly call: 'recordRestore' | 'fileRestore';
  readonly scope: string;
  readonly ids: readonly string[];
  readonly className: string | undefined;
  readonly buttonClass: 'link' | 'button';
}) {
  const t = useTexts();
  const show = useToast();
  const restore = useWrite(call);
  return (
    <>
      <span className={className}>
        {ids.map((id, i) => (
          <button
            key={id}
            type="button"
            className={buttonClass}
            aria-disabled={restore.isPending}
            onClick={() => {
              if (restore.isPending) return;
              restore.mutate(
                { scope, id },
                {
                  onSuccess: () => {
                    show(t.identity.restored);
                  },
                },
              );
            }}
          >
            {t.identity.restoreOne(i + 1)}
          </button>
        ))}
      </span>
      {restore.error !== null && <FailureNote error={restore.error} />}
    </>
  );
}
