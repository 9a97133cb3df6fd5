/**
 * The messages between the page and the worker that reads a PDF. Each document has a worker of its own, which has no
 * network and ends with the document.
 */
export type ReaderRequest =
  | { readonly type: 'open'; readonly id: number; readonly bytes: Uint8Array; readonly password: string | null }
  | ({ readonly type: 'draw'; readonly id: number } & PageToDraw)
  | { readonly type: 'find'; readonly id: number; readonly text: string }
  /** The request is no longer wanted, and gets no answer. */
  | { readonly type: 'cancel'; readonly id: number }
  /** Answers a `need`; null if the page does not have it. */
  | { readonly type: 'data'; readonly id: number; readonly bytes: Uint8Array | null };

export type ReaderAnswer =
  | { readonly type: 'opened'; readonly id: number; readonly pages: number; readonly ratio: number }
  | ({ readonly type: 'drawn'; readonly id: number } & DrawnPage)
  | { readonly type: 'found'; readonly id: number; readonly matches: readonly Match[] }
  | { readonly type: 'failed'; readonly id: number; readonly code: ReaderFailure }
  /** A font that the document names and does not embed, or a decoder of scans. */
  | { readonly type: 'need'; readonly id: number; readonly name: string };

export type ReaderFailure =
  | 'pdf_damaged'
  /** A password is needed. */
  | 'pdf_encrypted'
  | 'pdf_password_wrong'
  /** More than 2,000 pages. */
  | 'pdf_too_large';

export type PageToDraw = {
  /** From 1. */
  readonly page: number;
  /** Quarters clockwise. */
  readonly turns: number;
  /** In CSS pixels; the height follows from the page. */
  readonly width: number;
  /** Pixels of the screen for each CSS pixel. */
  readonly density: number;
};

export type DrawnPage = {
  readonly bitmap: ImageBitmap;
  /** Width ÷ height, as turned. */
  readonly ratio: number;
  readonly texts: readonly PlacedText[];
};

/** A text of a page in CSS pixels, from the top left corner. */
export type PlacedText = {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  /** Size of its font. */
  readonly size: number;
  /** Degrees clockwise. */
  readonly angle: number;
  readonly endsLine: boolean;
};

/**
 * A place where a searched text is: positions of `PlacedText`s of a page, from the first to the last, and where it
 * begins and ends in them, as shares of their length.
 */
export type Match = {
  readonly page: number;
  readonly first: number;
  readonly last: number;
  readonly from: number;
  readonly to: number;
};
