declare module '*.module.css' {
  const styles: Readonly<Record<string, string>>;
  // oxlint-disable-next-line no-restricted-exports -- the bundler exports a style's class names as default.
  export default styles;
}

declare module '*.css';

declare module '*?inline' {
  const dataUrl: string;
  // oxlint-disable-next-line no-restricted-exports -- the bundler exports a file's data URL as default.
  export default dataUrl;
}
