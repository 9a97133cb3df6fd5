import { DoorFrame } from '../door/door-frame.tsx';
import type { LoadedTexts } from '../text/load-texts.ts';
import { LanguageProvider, useTexts } from '../text/use-texts.tsx';

/** The screen in place of the application if its worker is missing or has another hash than this page names. */
export function Unverified({ texts }: { readonly texts: LoadedTexts }) {
  return (
    <LanguageProvider first={texts}>
      <Notice />
    </LanguageProvider>
  );
}

function Notice() {
  const { title, lead, reload } = useTexts().door.unverified;
  return (
    <DoorFrame title={title} lead={lead} hasBack={false}>
      <button
        type="button"
        className="button primary"
        onClick={() => {
          location.reload();
        }}
      >
        {reload}
      </button>
    </DoorFrame>
  );
}
