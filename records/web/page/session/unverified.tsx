import { ReloadNotice } from '../door/reload-notice.tsx';
import type { LoadedTexts } from '../text/load-texts.ts';
import { LanguageProvider, useFirstTexts } from '../text/use-texts.tsx';

/** The screen in place of the application if its worker is missing or has another hash than this page names. */
export function Unverified({ texts }: { readonly texts: LoadedTexts }) {
  return (
    <LanguageProvider first={texts}>
      <Notice />
    </LanguageProvider>
  );
}

function Notice() {
  const { title, lead, reload } = useFirstTexts().door.unverified;
  return <ReloadNotice {...{ title, lead, reload }} />;
}
