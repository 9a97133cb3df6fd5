import type { OpenFile } from '../../port/patient-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { useUndo } from '../elements/use-undo.tsx';
import { ContactCard } from './contact-card.tsx';
import { CoverageCard } from './coverage-card.tsx';
import { DoctorCard } from './doctor-card.tsx';
import styles from './identity.module.css';
import { NotesCard } from './notes-card.tsx';
import { PersonsCard } from './persons-card.tsx';
import { StrictCard } from './strict-card.tsx';
import { WholeFileCard } from './whole-file-card.tsx';

/** The reception's part of a file, which it reads and writes. Nothing here is clinical. */
export function IdentityPage({ file }: { readonly file: OpenFile }) {
  const { administrative, header, links } = file;
  const { scope, card } = header;
  const undo = useUndo(scope);
  const { traits, coverages, doctors, persons } = administrative;
  return (
    <>
      {undo.error !== null && <FailureNote error={undo.error} />}
      <div className={styles.columns}>
        <div className={styles.column}>
          <StrictCard scope={scope} traits={traits} />
          <ContactCard scope={scope} traits={traits} undo={undo} />
        </div>
        <div className={styles.column}>
          <CoverageCard scope={scope} coverages={coverages} undo={undo} />
          <DoctorCard scope={scope} doctors={doctors} undo={undo} />
          <PersonsCard scope={scope} persons={persons} undo={undo} />
        </div>
        <div className={styles.column}>
          <NotesCard scope={scope} administrative={administrative} undo={undo} />
          <WholeFileCard scope={scope} card={card} links={links} />
        </div>
      </div>
    </>
  );
}
