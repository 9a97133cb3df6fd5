/** Four groups of four letters, to be read aloud. */
export function Fingerprint({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <figure className="fingerprint">
      <figcaption>{label}</figcaption>
      <p>
        {value.split(' ').map((group, i) => (
          <code key={i}>{group}</code>
        ))}
      </p>
    </figure>
  );
}
