export type Block =
  | { readonly type: 'heading' | 'paragraph'; readonly text: string }
  | { readonly type: 'lines' | 'list'; readonly items: readonly string[] };

/** A document made on the device, to print or to save. `file` is its name without extension. */
export type Paper = {
  readonly title: string;
  readonly file: string;
  readonly language: string;
  readonly blocks: readonly Block[];
};
