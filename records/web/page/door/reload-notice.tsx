import { DoorFrame } from './door-frame.tsx';

/** In place of everything, where only a reload helps. */
export function ReloadNotice({
  title,
  lead,
  reload,
}: {
  readonly title: string;
  readonly lead: string;
  readonly reload: string;
}) {
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
