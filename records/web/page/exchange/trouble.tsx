import { FailureBox } from '../elements/failure.tsx';

/** A fault of a document or the directory: the first text says what it is, the second what to do. */
export function Trouble({ texts: [title = '', advice = ''] }: { readonly texts: readonly string[] }) {
  return <FailureBox {...{ title, advice }} />;
}
